//! Quitação: the yearly declarations, and for each year without one, why.

use domain::{
    calendario::mes_e_ano,
    dinheiro::Dinheiro,
    modelo::{Contrato, ContratoId, Quitacao},
};
use futures::future::join_all;
use http::StatusCode;
use jiff::Timestamp;
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
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::{Carimbo, Data},
        },
        contexto::{endereco, use_estado, use_visita},
    },
    server::{
        cripto::Especie,
        documentos::{pedido::Pedido, quitacao::emissao},
        financeiro::{
            boletos::nome_do_contrato,
            quitacao::{self, DoContrato, Duvida, Quitacoes, Situacao},
        },
        relogio::no_brasil,
        session::Visita,
        state::AppState,
    },
};

const CAMINHO: &str = "/quitacao";

/// The page of all years.
#[component]
pub fn PaginaQuitacao() -> impl IntoView {
    let visita = use_visita()?;
    Some(pagina(visita, None))
}

/// The page of one year, where links from outside lead.
#[component]
pub fn PaginaQuitacaoAno() -> impl IntoView {
    let visita = use_visita()?;
    let texto = use_params_map().with_untracked(|p| p.get("ano")).unwrap_or_default();
    let ano = texto.parse::<i16>().ok().filter(|ano| texto.len() == 4 && (1950..=2200).contains(ano));
    let Some(ano) = ano else {
        return Some(view! { <NaoEncontrada/> }.into_any());
    };
    if let Some(opcoes) = use_context::<ResponseOptions>() {
        opcoes.set_status(StatusCode::OK);
    }
    Some(pagina(visita, Some(ano)).into_any())
}

fn pagina(visita: Visita, ano: Option<i16>) -> impl IntoView {
    let titulo = ano.map_or_else(|| "Quitação".to_owned(), rotulo);
    let estado = use_estado();
    let secoes = estado
        .map(|estado| {
            let visita = visita.clone();
            Secao::nova("quitacoes", Coluna::Principal, Esqueleto::Cartao, async move {
                declaracoes(visita, estado, ano).await
            })
        })
        .into_iter()
        .collect();
    let volta = ano.map(|_| {
        let volta = endereco(&visita, CAMINHO, &[]);
        view! { <p class="migalha"><a href=volta>{Icone::Voltar.desenho()} "Quitação"</a></p> }
    });
    let h1 = view! { <div>{volta} <h1>{titulo.clone()}</h1></div> }.into_any();
    view! {
        <Pagina visita titulo menu=Menu::Quitacao>
            <Secoes titulo=h1 secoes/>
        </Pagina>
    }
}

fn rotulo(ano: i16) -> String {
    format!("Declaração de quitação anual de {ano}")
}

/// A contract in a year, as the page shows it.
struct Linha {
    nome: Option<String>,
    de: DoContrato,
    emitida_em: Option<Timestamp>,
}

/// A year, as the page shows it.
struct Cartao {
    ano: i16,
    do_erp: Vec<Quitacao>,
    linhas: Vec<Linha>,
}

async fn declaracoes(visita: Visita, estado: AppState, ano: Option<i16>) -> Desenho {
    let (lidas, contratos) =
        tokio::join!(quitacao::ler(&estado.financeiro, &visita), estado.financeiro.contratos(&visita));
    let mut lidas = match lidas {
        Ok(lidas) => lidas,
        Err(falha) => {
            return Box::new(move || {
                view! { <SecaoIndisponivel falha assunto="suas declarações de quitação" caminho=CAMINHO/> }.into_any()
            });
        }
    };
    lidas.anos.retain(|a| ano.is_none_or(|ano| a.ano == ano));
    let contratos = contratos.map(|c| c.valor.itens.clone()).unwrap_or_default();
    let mut cartoes = Vec::new();
    for ano in std::mem::take(&mut lidas.anos) {
        let linhas = ano.contratos.into_iter().map(|de| linha(&visita, &estado, &contratos, ano.ano, de));
        cartoes.push(Cartao { ano: ano.ano, do_erp: ano.do_erp, linhas: join_all(linhas).await });
    }
    Box::new(move || view! { <Declaracoes visita estado lidas cartoes ano/> }.into_any())
}

async fn linha(visita: &Visita, estado: &AppState, contratos: &[Contrato], ano: i16, de: DoContrato) -> Linha {
    let conhecido = contratos.iter().find(|c| Some(&c.id) == de.contrato.as_ref());
    let nome = match (conhecido, &de.contrato) {
        (Some(conhecido), _) => Some(nome_do_contrato(conhecido)),
        (None, Some(id)) => Some(format!("Contrato {}", id.0)),
        (None, None) => None,
    };
    let emitida_em = match &de.contrato {
        Some(contrato) if de.situacao != Situacao::Cedo => emissao::emitida_em(estado, visita, contrato, ano)
            .await
            .inspect_err(|erro| tracing::error!(%erro, "issued declarations could not be looked up"))
            .ok()
            .flatten(),
        _ => None,
    };
    Linha { nome, de, emitida_em }
}

#[component]
fn Declaracoes(
    visita: Visita,
    estado: AppState,
    lidas: Quitacoes,
    cartoes: Vec<Cartao>,
    ano: Option<i16>,
) -> impl IntoView {
    let nada = cartoes.is_empty().then(|| nada(ano, lidas.sem_parcelas.is_some() || lidas.ilegiveis > 0));
    let sem_parcelas = lidas.sem_parcelas.map(|falha| {
        view! {
            <SecaoIndisponivel
                falha
                assunto="suas parcelas"
                caminho=CAMINHO
                alcance=Alcance::Breve
                consequencia="Por isso não sabemos dizer como estão os anos sem declaração."
            />
        }
    });
    let ilegiveis = (lidas.ilegiveis > 0).then(|| {
        view! {
            <p class="nota">
                {Icone::Atencao.desenho()}
                <span>
                    "O sistema da incorporadora enviou declarações que não conseguimos ler, e elas não aparecem aqui. Fale com a incorporadora para recebê-las."
                </span>
            </p>
        }
    });
    let cartoes = cartoes
        .into_iter()
        .map(|cartao| view! { <DeUmAno visita=visita.clone() estado=estado.clone() cartao/> })
        .collect_view();
    view! {
        {cartoes}
        {nada}
        {ilegiveis}
        {sem_parcelas}
        <section class="cartao" aria-labelledby="o-que-e">
            <h2 id="o-que-e">"O que é esta declaração"</h2>
            <p class="discreto">
                "Comprova que todas as parcelas com vencimento no ano foram quitadas. Substitui os recibos mensais daquele ano e dos anos anteriores (Lei nº 12.007/2009), e costuma ser emitida até maio do ano seguinte."
            </p>
            <p class="discreto">
                "Não é o termo de quitação do contrato, que a incorporadora entrega quando todo o contrato está pago."
            </p>
            <Carimbo momento=lidas.lida_em/>
        </section>
    }
}

fn nada(ano: Option<i16>, incompleta: bool) -> impl IntoView {
    let texto = match (ano, incompleta) {
        (Some(ano), false) => {
            format!("O sistema da incorporadora não mostra declaração de {ano} nem parcelas com vencimento nesse ano.")
        }
        (None, false) => {
            "O sistema da incorporadora não mostra declarações nem parcelas já vencidas para o seu documento."
                .to_owned()
        }
        (_, true) => "Não encontramos declarações entre os dados que conseguimos ler.".to_owned(),
    };
    view! {
        <section class="cartao estado">
            {Icone::Extrato.desenho()} <p>{texto}</p>
        </section>
    }
}

#[component]
fn DeUmAno(visita: Visita, estado: AppState, cartao: Cartao) -> impl IntoView {
    let Cartao { ano, do_erp, linhas } = cartao;
    let (id, titulo_id) = (format!("ano-{ano}"), format!("ano-{ano}"));
    let varias = do_erp.len() > 1;
    let do_erp = do_erp
        .into_iter()
        .enumerate()
        .map(|(i, quitacao)| view! { <DoErp visita=visita.clone() quitacao ordem=varias.then_some(i + 1)/> })
        .collect_view();
    let linhas = linhas
        .into_iter()
        .map(|linha| view! { <DeUmContrato visita=visita.clone() estado=estado.clone() ano linha/> })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby=id>
            <h2 id=titulo_id>{rotulo(ano)}</h2>
            <ul class="lista">{do_erp} {linhas}</ul>
        </section>
    }
}

#[component]
fn DoErp(
    visita: Visita,
    quitacao: Quitacao,
    /// Which of several of one year.
    ordem: Option<usize>,
) -> impl IntoView {
    let ano = quitacao.ano;
    let valor = quitacao.valor.map(|v| format!("Total quitado: {}.", Dinheiro::formatado(v)));
    let acao = match quitacao.pdf {
        Some(_) => {
            let rotulo = match ordem {
                Some(ordem) => format!("Declaração {ordem} em PDF"),
                None => "Declaração em PDF".to_owned(),
            };
            let pedido = Pedido::Quitacao { quitacao: quitacao.id };
            let complemento = format!("de {ano}");
            view! { <BotaoDocumento visita pedido rotulo enfase=Enfase::Normal complemento/> }.into_any()
        }
        None => view! {
            <p class="discreto">
                "O sistema da incorporadora registra esta declaração, mas não fornece o arquivo. Peça à incorporadora."
            </p>
        }
        .into_any(),
    };
    view! {
        <li>
            <p><span class="chip certo">"Disponível"</span></p>
            <p class="discreto">"Emitida pelo sistema da incorporadora. " {valor}</p>
            {acao}
        </li>
    }
}

#[component]
fn DeUmContrato(visita: Visita, estado: AppState, ano: i16, linha: Linha) -> impl IntoView {
    let Linha { nome, de, emitida_em } = linha;
    let nome = nome.map(|nome| view! { <h3>{nome}</h3> });
    let (chip, texto) = match (&emitida_em, &de.situacao) {
        (Some(_), _) => (("chip certo", "Disponível"), None),
        (None, situacao) => (palavra(situacao), Some(motivo(situacao, ano))),
    };
    let acao = match (emitida_em, de.contrato, de.situacao) {
        (Some(quando), Some(contrato), _) => {
            let data = no_brasil(quando).date();
            let pedido = Pedido::Declaracao { contrato: contrato.0, ano };
            let complemento = format!("de {ano}");
            Some(
                view! {
                    <p class="discreto">"Declaração emitida em " <Data data/> "."</p>
                    <BotaoDocumento
                        visita
                        pedido
                        rotulo="Declaração em PDF".to_owned()
                        enfase=Enfase::Normal
                        complemento
                    />
                }
                .into_any(),
            )
        }
        (None, Some(contrato), Situacao::Emitivel(_)) if visita.pode_escrever() => {
            Some(view! { <Emitir visita estado contrato ano/> }.into_any())
        }
        (None, Some(_), Situacao::Emitivel(_)) => {
            Some(view! { <p class="discreto">"O cliente pode emiti-la aqui."</p> }.into_any())
        }
        _ => None,
    };
    let (classe, palavra) = chip;
    view! {
        <li>
            {nome}
            <p><span class=classe>{palavra}</span></p>
            {texto.map(|texto| view! { <p class="discreto">{texto}</p> })}
            {acao}
        </li>
    }
}

/// The button that issues. The reference travels in the body: it is nobody's address.
#[component]
fn Emitir(visita: Visita, estado: AppState, contrato: ContratoId, ano: i16) -> impl IntoView {
    let referencia = estado.referencia(&visita, Especie::Contrato, &contrato.0);
    view! {
        <form method="post" action=endereco(&visita, "/quitacao/emitir", &[]) class="pedido">
            <input type="hidden" name="contrato" value=referencia/>
            <input type="hidden" name="ano" value=ano.to_string()/>
            <button class="botao primario" type="submit">
                "Emitir declaração" <span class="so-leitor">{format!(" de {ano}")}</span>
            </button>
        </form>
    }
}

fn palavra(situacao: &Situacao) -> (&'static str, &'static str) {
    match situacao {
        Situacao::Bloqueada { .. } => ("chip atencao", "Ainda não disponível"),
        Situacao::Cedo | Situacao::SemParcelas | Situacao::Aguarda { .. } => ("chip neutro", "Ainda não disponível"),
        Situacao::NaoDaParaProvar(_) => ("chip neutro", "Sem confirmação"),
        Situacao::Emitivel(_) => ("chip certo", "Pode ser emitida"),
    }
}

/// Why there is no declaration, in neutral words.
pub fn motivo(situacao: &Situacao, ano: i16) -> String {
    match situacao {
        Situacao::Bloqueada { parcelas, quantas } => {
            let nomes: Vec<String> =
                parcelas.iter().map(|p| format!("{} ({})", mes(&mes_e_ano(p.vencimento)), p.titulo)).collect();
            let restantes = quantas.saturating_sub(parcelas.len());
            let restantes = match restantes {
                0 => String::new(),
                1 => " e mais 1".to_owned(),
                n => format!(" e mais {n}"),
            };
            let falta = if *quantas == 1 { "Falta a parcela de" } else { "Faltam as parcelas de" };
            format!(
                "{falta} {}{restantes}. A declaração sai quando todas as parcelas com vencimento em {ano} estiverem quitadas; \
                 um pagamento recente pode levar alguns dias para aparecer.",
                nomes.join(", ")
            )
        }
        Situacao::Cedo => format!(
            "Ainda não disponível: é emitida depois que {ano} terminar, até maio de {}, para quem quitou todas as parcelas do ano.",
            ano.saturating_add(1)
        ),
        Situacao::SemParcelas => format!("Nenhuma parcela deste contrato venceu em {ano}."),
        Situacao::NaoDaParaProvar(duvidas) => {
            let porques: Vec<&str> = duvidas.iter().copied().map(porque).collect();
            format!(
                "Não conseguimos confirmar a quitação de {ano} com os dados que recebemos: {}. Isso não quer dizer que falte \
                 pagar alguma coisa. Fale com a incorporadora.",
                porques.join("; ")
            )
        }
        Situacao::Emitivel(prova) => {
            let parcelas = match prova.parcelas {
                1 => "A parcela com vencimento".to_owned(),
                n => format!("As {n} parcelas com vencimento"),
            };
            let verbo = if prova.parcelas == 1 { "está quitada" } else { "estão quitadas" };
            format!("{parcelas} em {ano} {verbo}, segundo o sistema da incorporadora.")
        }
        Situacao::Aguarda { ate_maio: true } => {
            "Ainda não disponível: é emitida até maio, para quem quitou todas as parcelas do ano.".to_owned()
        }
        Situacao::Aguarda { ate_maio: false } => format!(
            "O sistema da incorporadora não mostra parcelas em aberto com vencimento em {ano}, mas também não traz a declaração. \
             Peça à incorporadora."
        ),
    }
}

/// `março/2025`
fn mes(texto: &str) -> String {
    texto.replace(" de ", "/")
}

fn porque(duvida: Duvida) -> &'static str {
    match duvida {
        Duvida::Ilegivel => "algumas linhas vieram sem dados que possamos ler",
        Duvida::Alheia => "vieram junto linhas de outra pessoa",
        Duvida::SemVencimento => "há parcela sem data de vencimento",
        Duvida::SemContrato => "há parcela que não diz de que contrato é",
        Duvida::Antiga => "o sistema não pôde ser consultado agora",
        Duvida::PagaNoFuturo => "há pagamento com data que ainda não chegou",
    }
}

/// Whether the menu has an entry for it.
pub fn no_menu(estado: &AppState, visita: &Visita) -> bool {
    use erp::Capacidade::{Parcelas, Quitacoes};
    let oferece = |capacidade| estado.financeiro.oferece(visita, capacidade);
    oferece(Quitacoes) || (visita.incorporadora.quitacao.is_some() && oferece(Parcelas))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::server::financeiro::quitacao::{Pendente, Prova};

    fn pendente(mes: i8) -> Pendente {
        Pendente { titulo: format!("Parcela {mes} de 60"), vencimento: date(2025, mes, 10) }
    }

    #[test]
    fn the_reason_names_what_is_missing() {
        let uma = Situacao::Bloqueada { parcelas: vec![pendente(3)], quantas: 1 };
        assert!(motivo(&uma, 2025).starts_with("Falta a parcela de março/2025 (Parcela 3 de 60). "));
        let muitas = Situacao::Bloqueada { parcelas: (1..=3).map(pendente).collect(), quantas: 5 };
        let texto = motivo(&muitas, 2025);
        assert!(texto.starts_with("Faltam as parcelas de janeiro/2025"), "{texto}");
        assert!(texto.contains("março/2025 (Parcela 3 de 60) e mais 2."), "{texto}");
    }

    #[test]
    fn what_is_not_known_is_not_called_a_debt() {
        let duvida = Situacao::NaoDaParaProvar([Duvida::SemContrato].into());
        let texto = motivo(&duvida, 2025);
        assert!(texto.contains("não quer dizer que falte pagar") && !texto.contains("em aberto"), "{texto}");
    }

    #[test]
    fn one_and_many_are_told_apart() {
        let de = |parcelas| motivo(&Situacao::Emitivel(Prova { parcelas, total: None }), 2025);
        assert!(de(1).starts_with("A parcela com vencimento em 2025 está quitada"));
        assert!(de(12).starts_with("As 12 parcelas com vencimento em 2025 estão quitadas"));
    }
}
