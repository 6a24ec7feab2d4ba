//! Boletos: everything that can be paid, late first; what is open without a boleto; what was paid.

use domain::{
    dinheiro::Dinheiro,
    modelo::{ContratoId, Parcela},
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::inicio::Ilegiveis;
use crate::{
    app::{
        components::{
            contratos::{self, PARAMETRO, SeletorDeContrato},
            documento::{BotaoDocumento, Enfase},
            estado::{Alcance, SecaoIndisponivel},
            filtros,
            icones::Icone,
            linhas::LinhasDeBoletos,
            pagina::{Menu, Pagina},
            pendencias::SemBoletos,
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::{AvisoDeValorAntigo, Carimbo, Data},
        },
        contexto::{endereco, endereco_com, use_consulta, use_estado, use_visita},
    },
    server::{
        cripto::Especie,
        documentos::pedido::{BOLETOS_MAXIMOS, Pedido},
        financeiro::{
            Momento,
            boletos::{self, EmAberto},
            cobranca::{Cobranca, titulo},
        },
        session::Visita,
        state::AppState,
    },
};

const CAMINHO: &str = "/boletos";

/// Which part of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Situacao {
    /// Everything.
    #[default]
    Todos,
    /// Late.
    Vencidos,
    /// Not late.
    AVencer,
    /// Paid.
    Pagos,
}

impl filtros::Situacao for Situacao {
    const TODAS: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Todos, "todos", "Todos"),
        (Self::Vencidos, "vencidos", "Em atraso"),
        (Self::AVencer, "a-vencer", "A vencer"),
        (Self::Pagos, "pagos", "Pagos"),
    ];
}

type Filtros = filtros::Filtros<Situacao>;

/// Paid rows shown before the person asks for all.
const PAGAS: usize = 6;

/// The page.
#[component]
pub fn PaginaBoletos() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let consulta = use_consulta();
    let contrato = contratos::escolhido(&visita, &estado, &consulta);
    let filtros = Filtros::ler(&consulta);
    let contrato_texto = consulta.valor(PARAMETRO).filter(|_| contrato.is_some()).map(str::to_owned);
    let somar = consulta.valor("somar").is_some();
    let escolhidos: Vec<String> = consulta
        .todos("boleto")
        .take(500)
        .filter_map(|r| estado.abrir_referencia(&visita, Especie::Boleto, r))
        .collect();

    let mut secoes = vec![
        Secao::nova("contratos", Coluna::Topo, Esqueleto::Nada, {
            let (visita, estado, contrato) = (visita.clone(), estado.clone(), contrato.clone());
            async move {
                let lista = estado.financeiro.contratos(&visita).await;
                Box::new(move || view! { <SeletorDeContrato visita lista contrato caminho=CAMINHO/> }.into_any())
                    as Desenho
            }
        }),
        Secao::nova("filtros", Coluna::Principal, Esqueleto::Nada, {
            let (visita, contrato_texto) = (visita.clone(), contrato_texto.clone());
            async move { Box::new(move || filtros.formulario(&visita, CAMINHO, contrato_texto).into_any()) as Desenho }
        }),
    ];
    if filtros.situacao != Situacao::Pagos {
        secoes.push(Secao::nova("abertos", Coluna::Principal, Esqueleto::Cartao, {
            let (visita, estado, contrato) = (visita.clone(), estado.clone(), contrato.clone());
            async move { abertos(visita, estado, contrato, contrato_texto, filtros, somar, escolhidos).await }
        }));
    }
    if matches!(filtros.situacao, Situacao::Todos | Situacao::Pagos) && !somar {
        secoes.push(Secao::nova("pagos", Coluna::Principal, Esqueleto::Cartao, {
            let (visita, estado) = (visita.clone(), estado.clone());
            async move { pagos(visita, estado, contrato, filtros).await }
        }));
    }
    Some(view! {
        <Pagina visita titulo="Boletos".to_owned() menu=Menu::Boletos>
            <Secoes titulo=view! { <h1>"Boletos"</h1> }.into_any() secoes/>
        </Pagina>
    })
}

async fn abertos(
    visita: Visita,
    estado: AppState,
    contrato: Option<ContratoId>,
    contrato_texto: Option<String>,
    filtros: Filtros,
    somar: bool,
    escolhidos: Vec<String>,
) -> Desenho {
    let aberto = boletos::em_aberto(&estado.financeiro, &visita, contrato.as_ref()).await;
    Box::new(move || match aberto {
        Err(falha) => view! { <SecaoIndisponivel falha assunto="seus boletos" caminho=CAMINHO/> }.into_any(),
        Ok(aberto) => view! { <Abertos visita estado aberto filtros somar escolhidos contrato_texto/> }.into_any(),
    })
}

#[component]
fn Abertos(
    visita: Visita,
    estado: AppState,
    aberto: EmAberto,
    filtros: Filtros,
    somar: bool,
    escolhidos: Vec<String>,
    contrato_texto: Option<String>,
) -> impl IntoView {
    let (vencidos, a_vencer): (Vec<Cobranca>, Vec<Cobranca>) =
        aberto.cobrancas.iter().filter(|c| filtros.no_periodo(c.vencimento)).cloned().partition(Cobranca::vencida);
    let mostra_vencidos = matches!(filtros.situacao, Situacao::Todos | Situacao::Vencidos);
    let mostra_a_vencer = matches!(filtros.situacao, Situacao::Todos | Situacao::AVencer);
    let vazio = (!mostra_vencidos || vencidos.is_empty()) && (!mostra_a_vencer || a_vencer.is_empty());
    let nada_deve = aberto.nada_deve();
    let grupos: Vec<_> =
        [(mostra_vencidos, "Em atraso", "vencidos", vencidos), (mostra_a_vencer, "A vencer", "a-vencer", a_vencer)]
            .into_iter()
            .filter(|(mostra, _, _, lista)| *mostra && !lista.is_empty())
            .map(|(_, titulo, id, lista)| (titulo, id, lista))
            .collect();
    let podem_somar = grupos.iter().map(|(_, _, l)| l.len()).sum::<usize>() > 1;

    let listas = grupos
        .into_iter()
        .map(|(titulo, id, lista)| {
            let selecao = somar.then(|| escolhidos.clone());
            view! { <LinhasDeBoletos visita=visita.clone() estado=estado.clone() titulo id lista selecao/> }
        })
        .collect_view();
    let parametros = filtros.com_contrato(contrato_texto.as_deref());
    let corpo = if somar {
        view! { <Soma visita=visita.clone() cobrancas=aberto.cobrancas.clone() escolhidos parametros>{listas}</Soma> }
            .into_any()
    } else {
        let somar = podem_somar.then(|| {
            let mut com_somar = parametros.clone();
            com_somar.push(("somar", "1".to_owned()));
            view! { <p><a class="botao texto" href=endereco_com(&visita, CAMINHO, &com_somar)>"Somar ou baixar vários boletos"</a></p> }
        });
        view! { {listas} {somar} }.into_any()
    };
    let sem_boleto = match aberto.reconciliacao.clone() {
        Ok(r) if filtros.situacao == Situacao::Todos && !r.sem_boleto.is_empty() => {
            view! { <SemBoletos reconciliacao=r/> }.into_any()
        }
        Ok(_) => ().into_any(),
        Err(falha) => {
            let consequencia = "Sem elas, não dá para saber se alguma está sem boleto.";
            view! {
                <SecaoIndisponivel falha assunto="suas parcelas" caminho=CAMINHO alcance=Alcance::Breve consequencia/>
            }
            .into_any()
        }
    };
    // The list's own stamp speaks of the boletos; that of the instalments is worth a line when it is another.
    let de_antes = Some(aberto.parcelas_em).filter(|em| !em.atual() && *em != aberto.lida_em);
    view! {
        {(!vazio).then(|| view! { <AvisoDeValorAntigo momento=aberto.lida_em/> })}
        {corpo}
        {vazio.then(|| view! { <Vazio nada_deve filtrado=filtros.ativo()/> })}
        {sem_boleto}
        {de_antes.map(|momento| view! { <Carimbo momento/> })}
        {(aberto.ilegiveis > 0).then(|| view! { <Ilegiveis quantas=aberto.ilegiveis/> })}
        <Carimbo momento=aberto.lida_em/>
    }
}

/// Nothing in the list: because nothing is owed, or only because of the filter.
#[component]
fn Vazio(nada_deve: bool, filtrado: bool) -> impl IntoView {
    if nada_deve {
        return view! {
            <section class="cartao estado certo">
                {Icone::Certo.desenho()} <h2>"Você não tem boletos em aberto"</h2>
                <p>"Foi o que o sistema da incorporadora informou."</p>
            </section>
        }
        .into_any();
    }
    let texto = if filtrado {
        "Nenhum boleto em aberto com estes filtros. Podem existir outros: veja “Todos”."
    } else {
        "Nenhum boleto disponível agora. Isso não quer dizer que não existam parcelas em aberto."
    };
    view! {
        <section class="cartao estado">
            {Icone::Boleto.desenho()}
            <p>{texto}</p>
        </section>
    }
    .into_any()
}

/// The list as a form that adds up what is ticked. The total is of the ERP's amounts, never of ours.
#[component]
fn Soma(
    visita: Visita,
    cobrancas: Vec<Cobranca>,
    escolhidos: Vec<String>,
    parametros: Vec<(&'static str, String)>,
    children: Children,
) -> impl IntoView {
    let marcadas: Vec<_> = cobrancas.iter().filter(|c| escolhidos.contains(&c.chave)).collect();
    let total = marcadas.iter().map(|c| c.valor).try_fold(Dinheiro::ZERO, |s, v| s.soma_exata(v?));
    let papeis = (!marcadas.is_empty()).then(|| {
        let boletos: Vec<String> = marcadas.iter().map(|c| c.chave.clone()).collect();
        if boletos.len() > BOLETOS_MAXIMOS {
            let texto = format!("Para baixar os boletos juntos, escolha até {BOLETOS_MAXIMOS}.");
            return view! { <p class="discreto">{texto}</p> }.into_any();
        }
        let carne = Pedido::Carne { boletos: boletos.clone() };
        let pacote = (boletos.len() > 1).then(|| {
            let pedido = Pedido::Pacote { boletos };
            let rotulo = "Baixar boletos (ZIP)".to_owned();
            view! { <BotaoDocumento visita=visita.clone() pedido rotulo enfase=Enfase::Menor/> }
        });
        let rotulo = "Carnê em PDF".to_owned();
        view! {
            <div class="acoes lado">
                <BotaoDocumento visita=visita.clone() pedido=carne rotulo enfase=Enfase::Menor/> {pacote}
            </div>
        }
        .into_any()
    });
    let resultado = (!marcadas.is_empty()).then(|| {
        let quantos = if marcadas.len() == 1 { "1 boleto".to_owned() } else { format!("{} boletos", marcadas.len()) };
        match total {
            Some(t) => view! { <p class="nota informe"><strong>{format!("{quantos}: {}", t.formatado())}</strong></p> }.into_any(),
            None => view! {
                <p class="nota"><span>{format!("{quantos} escolhidos, mas o sistema não informou o valor de algum deles.")}</span></p>
            }
            .into_any(),
        }
    });
    let sair = endereco_com(&visita, CAMINHO, &parametros);
    view! {
        // Outside the form of the boxes: these buttons are forms themselves.
        <div role="status">{resultado}</div>
        {papeis}
        <form method="get" action=endereco(&visita, CAMINHO, &[]) class="filtros">
            {parametros.into_iter().map(|(n, v)| view! { <input type="hidden" name=n value=v/> }).collect_view()}
            <input type="hidden" name="somar" value="1"/>
            {children()}
            <div class="acoes lado">
                <button class="botao primario" type="submit">"Usar os escolhidos"</button>
                <a class="botao" href=sair>"Voltar à lista"</a>
            </div>
        </form>
    }
}

async fn pagos(visita: Visita, estado: AppState, contrato: Option<ContratoId>, filtros: Filtros) -> Desenho {
    let parcelas = estado.financeiro.parcelas(&visita).await;
    Box::new(move || {
        let lida = match parcelas {
            Ok(lida) => lida,
            // In the list of everything, the section above has said so already.
            Err(_) if filtros.situacao == Situacao::Todos => return ().into_any(),
            Err(falha) => {
                return view! { <SecaoIndisponivel falha assunto="seus pagamentos" caminho=CAMINHO/> }.into_any();
            }
        };
        let mut pagas: Vec<(Date, Parcela)> = lida
            .valor
            .itens
            .iter()
            .filter(|p| contrato.is_none() || p.contrato.is_none() || p.contrato == contrato)
            .filter(|p| filtros.no_periodo(p.vencimento))
            .filter_map(|p| p.paga_em.map(|d| (d, p.clone())))
            .collect();
        pagas.sort_by_key(|(data, _)| std::cmp::Reverse(*data));
        view! { <Pagos visita pagas tudo=filtros.situacao == Situacao::Pagos lida_em=lida.lida_em/> }.into_any()
    })
}

#[component]
fn Pagos(visita: Visita, pagas: Vec<(Date, Parcela)>, tudo: bool, lida_em: Momento) -> impl IntoView {
    if pagas.is_empty() {
        return tudo.then(|| {
            view! {
                <section class="cartao estado">
                    <p>"O sistema da incorporadora não mostra pagamentos com estes filtros."</p>
                    <Carimbo momento=lida_em/>
                </section>
            }
            .into_any()
        });
    }
    let quantas = pagas.len();
    let mostradas = if tudo { quantas } else { PAGAS };
    let linhas = pagas
        .into_iter()
        .take(mostradas)
        .map(|(data, parcela)| {
            let (titulo, _) = titulo(parcela.numero, parcela.descricao.as_deref());
            view! {
                <li class="item">
                    <strong>{titulo}</strong>
                    <span class="v">{parcela.valor_pago.map(Dinheiro::formatado)}</span>
                    <small class="toda">
                        "Paga em " <Data data/>
                    </small>
                </li>
            }
        })
        .collect_view();
    let todas = (mostradas < quantas).then(|| {
        let href = endereco(&visita, CAMINHO, &[("situacao", "pagos")]);
        view! { <p><a class="botao texto" href=href>{format!("Ver as {quantas} parcelas pagas")}</a></p> }
    });
    Some(
        view! {
            <section class="cartao" aria-labelledby="pagos">
                <div class="grupo">
                    <h2 id="pagos">"Pagas"</h2>
                    <small>{if quantas == 1 { "1 parcela".to_owned() } else { format!("{quantas} parcelas") }}</small>
                </div>
                <ul class="lista">{linhas}</ul>
                {todas}
                {(!lida_em.atual()).then(|| view! { <Carimbo momento=lida_em/> })}
            </section>
        }
        .into_any(),
    )
}
