//! Imposto de renda: the ERP's statements, and what was paid in each year, by the day of payment.

use domain::{calendario::curta, dinheiro::Dinheiro, modelo::Lista};
use erp::Capacidade;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::nao_encontrada::NaoEncontrada;
use crate::{
    app::{
        components::{
            documento::{BotaoDocumento, Enfase},
            estado::{Alcance, SecaoIndisponivel},
            icones::Icone,
            pagamentos::{Ressalvas, TabelaDoContrato},
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::Carimbo,
        },
        contexto::{endereco, use_estado, use_visita},
    },
    server::{
        documentos::pedido::Pedido,
        financeiro::{
            Falha, Lida,
            pagamentos::{self, Ano, DoAno, Pagamentos},
        },
        relogio::no_brasil,
        session::Visita,
        state::AppState,
    },
};

const CAMINHO: &str = "/informe";
const TITULO: &str = "Imposto de renda";

/// The years.
#[component]
pub fn PaginaInformes() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let mut secoes = Vec::new();
    let tem_pagamentos =
        [Capacidade::Pagamentos, Capacidade::Parcelas].into_iter().any(|c| estado.financeiro.oferece(&visita, c));
    let tem_informes = estado.financeiro.oferece(&visita, Capacidade::Informes);
    if tem_informes {
        secoes.push(informes(&visita, &estado, None, tem_pagamentos));
    }
    // An ERP that offers neither is told by the failure of the section that asks.
    if tem_pagamentos || !tem_informes {
        secoes.push(Secao::nova("anos", Coluna::Principal, Esqueleto::Cartao, {
            let (visita, estado) = (visita.clone(), estado.clone());
            async move {
                let lidos = pagamentos::ler(&estado.financeiro, &visita).await;
                let hoje = estado.financeiro.relogio().hoje().year();
                Box::new(move || view! { <Anos visita lidos hoje/> }.into_any()) as Desenho
            }
        }));
    }
    Some(view! {
        <Pagina visita titulo=TITULO.to_owned() menu=Menu::Informe>
            <Secoes titulo=view! { <h1>{TITULO}</h1> }.into_any() secoes/>
        </Pagina>
    })
}

/// One year. What is no year, or has not begun, is a 404 before anything is fetched.
#[component]
pub fn PaginaInforme() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let texto = use_params_map().with_untracked(|p| p.get("ano")).unwrap_or_default();
    let Some(ano) = ler_ano(&texto).filter(|ano| pagamentos::ano_valido(&estado.financeiro, *ano)) else {
        return Some(view! { <NaoEncontrada/> }.into_any());
    };
    if let Some(opcoes) = use_context::<ResponseOptions>() {
        opcoes.set_status(StatusCode::OK);
    }
    let mut secoes = Vec::new();
    let tem_informes = estado.financeiro.oferece(&visita, Capacidade::Informes);
    if tem_informes {
        secoes.push(informes(&visita, &estado, Some(ano), true));
    }
    secoes.push(Secao::nova("pagamentos", Coluna::Principal, Esqueleto::Pagamento, {
        let (visita, estado) = (visita.clone(), estado.clone());
        async move {
            let lido = pagamentos::ler_ano(&estado.financeiro, &visita, ano).await;
            let enfase = if tem_informes { Enfase::Normal } else { Enfase::Primaria };
            Box::new(move || view! { <DeUmAno visita lido enfase/> }.into_any()) as Desenho
        }
    }));
    let titulo = format!("Demonstrativo de pagamentos de {ano}");
    let volta = endereco(&visita, CAMINHO, &[]);
    let cabeca = view! {
        <div>
            <p class="migalha"><a href=volta>{Icone::Voltar.desenho()} {TITULO}</a></p>
            <h1>{titulo.clone()}</h1>
        </div>
    };
    Some(
        view! {
            <Pagina visita titulo menu=Menu::Informe>
                <Secoes titulo=cabeca.into_any() secoes/>
            </Pagina>
        }
        .into_any(),
    )
}

fn ler_ano(texto: &str) -> Option<i16> {
    (texto.len() == 4 && texto.bytes().all(|b| b.is_ascii_digit())).then(|| texto.parse().ok())?
}

/// The ERP's own statements: of all years, or of one.
fn informes(visita: &Visita, estado: &AppState, ano: Option<i16>, ha_outra: bool) -> Secao {
    let (visita, estado) = (visita.clone(), estado.clone());
    let alcance = if ha_outra { Alcance::Breve } else { Alcance::Completo };
    Secao::nova("informes", Coluna::Principal, Esqueleto::Cartao, async move {
        let lidos = estado.financeiro.informes(&visita).await;
        Box::new(move || view! { <Informes visita lidos ano alcance/> }.into_any()) as Desenho
    })
}

type Lidos = Result<Lida<Lista<domain::modelo::Informe>>, Falha>;

#[component]
fn Informes(visita: Visita, lidos: Lidos, ano: Option<i16>, alcance: Alcance) -> impl IntoView {
    let lida = match lidos {
        Ok(lida) => lida,
        Err(falha) => {
            let assunto = "os informes da incorporadora";
            return view! { <SecaoIndisponivel falha assunto caminho=CAMINHO alcance/> }.into_any();
        }
    };
    let mut itens: Vec<_> = lida.valor.itens.iter().filter(|i| ano.is_none_or(|a| a == i.ano)).cloned().collect();
    itens.sort_by_key(|i| std::cmp::Reverse(i.ano));
    if itens.is_empty() {
        let nenhum = match ano {
            _ if lida.valor.ilegiveis() > 0 => {
                "O sistema da incorporadora enviou informes que não conseguimos ler. Fale com ela para recebê-los."
                    .to_owned()
            }
            Some(ano) => format!("A incorporadora ainda não disponibilizou um informe de {ano}."),
            None => "A incorporadora ainda não disponibilizou nenhum informe.".to_owned(),
        };
        return view! { <section class="cartao"><p>{nenhum}</p></section> }.into_any();
    }
    let enfase = if ano.is_some() { Enfase::Primaria } else { Enfase::Menor };
    let linhas = itens
        .into_iter()
        .map(|informe| {
            let titulo = format!("Informe de {}", informe.ano);
            let botao = match informe.pdf {
                Some(_) => {
                    let pedido = Pedido::Informe { informe: informe.id };
                    let complemento = format!("do informe de {}", informe.ano);
                    view! { <BotaoDocumento visita=visita.clone() pedido rotulo="PDF".to_owned() enfase complemento/> }
                        .into_any()
                }
                None => view! { <p class="motivo">"A incorporadora não disponibilizou o arquivo."</p> }.into_any(),
            };
            view! { <li><div class="item"><strong>{titulo}</strong> {botao}</div></li> }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="da-incorporadora">
            <h2 id="da-incorporadora">"Emitidos pela incorporadora"</h2>
            <ul class="lista">{linhas}</ul>
            <Carimbo momento=lida.lida_em/>
        </section>
    }
    .into_any()
}

#[component]
fn Anos(visita: Visita, lidos: Result<Pagamentos, Falha>, hoje: i16) -> impl IntoView {
    let lidos = match lidos {
        Ok(lidos) => lidos,
        Err(falha) => {
            return view! { <SecaoIndisponivel falha assunto="seus pagamentos" caminho=CAMINHO/> }.into_any();
        }
    };
    let anos = lidos.anos();
    let (ilegiveis, sem_ano, lida_em) = (lidos.ilegiveis, lidos.sem_ano, lidos.lida_em);
    if anos.is_empty() {
        let explicacao = nenhum_pagamento(ilegiveis, lidos.alheias, None);
        return view! {
            <section class="cartao estado">
                {Icone::Imposto.desenho()} <p>{explicacao}</p> <Carimbo momento=lida_em/>
            </section>
            <Ressalvas sem_ano sem_contrato=0 ilegiveis/>
        }
        .into_any();
    }
    let linhas =
        anos.into_iter().map(|ano| view! { <LinhaDoAno visita=visita.clone() ano hoje ilegiveis/> }).collect_view();
    view! {
        <section class="cartao" aria-labelledby="por-ano">
            <h2 id="por-ano">"Pagamentos por ano"</h2>
            <Explicacao/>
            <ul class="lista">{linhas}</ul>
            <Carimbo momento=lida_em/>
        </section>
        <Ressalvas sem_ano sem_contrato=0 ilegiveis/>
    }
    .into_any()
}

#[component]
fn LinhaDoAno(visita: Visita, ano: Ano, hoje: i16, ilegiveis: usize) -> impl IntoView {
    let href = endereco(&visita, &format!("{CAMINHO}/{}", ano.ano), &[]);
    let quantos = if ano.pagamentos == 1 { "1 pagamento".to_owned() } else { format!("{} pagamentos", ano.pagamentos) };
    let em_curso = (ano.ano == hoje).then_some(" até agora");
    let total = ano.total.map_or_else(|| "total não informado".to_owned(), Dinheiro::formatado);
    let botao = (ilegiveis == 0).then(|| {
        let pedido = Pedido::Demonstrativo { ano: ano.ano };
        let complemento = format!("do demonstrativo de {}", ano.ano);
        view! { <BotaoDocumento visita pedido rotulo="PDF".to_owned() enfase=Enfase::Menor complemento/> }
    });
    view! {
        <li>
            <div class="item">
                <strong><a href=href>{format!("Demonstrativo de {}", ano.ano)}</a></strong>
                <span class="v">{total}</span>
                <small>{quantos} {em_curso}</small>
                {botao}
            </div>
        </li>
    }
}

/// What this is, and what it is not.
#[component]
fn Explicacao() -> impl IntoView {
    view! {
        <p class="discreto">
            "O demonstrativo reúne os pagamentos que a incorporadora registrou, pela data em que foram feitos. Não é um documento emitido pela Receita Federal. Na declaração entra o que foi pago, e não o preço do contrato."
        </p>
    }
}

/// Why there is no payment: because there is none, or because nobody can tell.
fn nenhum_pagamento(ilegiveis: usize, alheias: bool, ano: Option<i16>) -> String {
    let quando = ano.map(|ano| format!(" em {ano}")).unwrap_or_default();
    if ilegiveis > 0 {
        return format!(
            "Nenhum pagamento{quando} pôde ser mostrado: o sistema da incorporadora enviou dados que não conseguimos ler. Fale com ela."
        );
    }
    if alheias {
        return format!(
            "Nenhum pagamento{quando} pôde ser mostrado: o sistema da incorporadora respondeu com dados que não são seus. Fale com ela."
        );
    }
    format!("O sistema da incorporadora não mostra nenhum pagamento{quando} para o seu documento.")
}

#[component]
fn DeUmAno(visita: Visita, lido: Result<DoAno, Falha>, enfase: Enfase) -> impl IntoView {
    let lido = match lido {
        Ok(lido) => lido,
        Err(falha) => {
            return view! { <SecaoIndisponivel falha assunto="seus pagamentos" caminho=CAMINHO/> }.into_any();
        }
    };
    let (ano, em_curso, lida_em, quantos) = (lido.ano, lido.em_curso, lido.lida_em, lido.quantos);
    let (sem_contrato, partes) = (lido.sem_contrato(), lido.partes());
    let ate =
        if em_curso { format!("até {}", curta(no_brasil(lida_em.em).date())) } else { format!("até 31/12/{ano}") };
    let resumo = if quantos == 0 {
        let explicacao = nenhum_pagamento(lido.ilegiveis, lido.alheias, Some(ano));
        view! { <p>{explicacao}</p> }.into_any()
    } else {
        let total = lido.total.map_or_else(|| "não informado".to_owned(), Dinheiro::formatado);
        let quantos = if quantos == 1 { "1 pagamento".to_owned() } else { format!("{quantos} pagamentos") };
        let botao = (lido.ilegiveis == 0).then(|| {
            let rotulo = "Demonstrativo em PDF".to_owned();
            view! { <div class="acoes"><BotaoDocumento visita pedido=Pedido::Demonstrativo { ano } rotulo enfase/></div> }
        });
        view! {
            <dl class="totais">
                <div>
                    <dt>{format!("Pago em {ano}")}</dt>
                    <dd><strong>{total}</strong> <small>{quantos}</small></dd>
                </div>
            </dl>
            {em_curso.then(|| view! { <p class="discreto">{format!("O ano de {ano} não terminou: são os pagamentos registrados {ate}.")}</p> })}
            {botao}
        }
        .into_any()
    };
    let tabelas = lido
        .contratos
        .into_iter()
        .enumerate()
        .map(|(n, contrato)| {
            let (partes, ate) = (partes.clone(), ate.clone());
            view! { <TabelaDoContrato contrato partes ano ate id=format!("contrato-{n}")/> }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="resumo">
            <h2 id="resumo">"Resumo do ano"</h2>
            {resumo}
            <Explicacao/>
            <Carimbo momento=lida_em/>
        </section>
        <Ressalvas sem_ano=lido.sem_ano sem_contrato ilegiveis=lido.ilegiveis/>
        {tabelas}
    }
    .into_any()
}
