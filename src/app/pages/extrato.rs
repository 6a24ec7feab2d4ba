//! Extrato: every instalment, settled and open, with totals, years, and files to take along.

use std::fmt::Write as _;

use domain::{calendario, dinheiro::Dinheiro, modelo::ContratoId};
use html_escape::encode_text_to_string;
use jiff::civil::Date;
use leptos::prelude::*;

use super::inicio::Ilegiveis;
use crate::{
    app::{
        components::{
            anos::GraficoPorAno,
            contratos::{self, PARAMETRO, SeletorDeContrato},
            documento::{BotaoDocumento, Enfase},
            estado::SecaoIndisponivel,
            filtros,
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::Carimbo,
        },
        contexto::{Consulta, use_consulta, use_estado, use_visita},
    },
    server::{
        documentos::pedido::{FormatoExtrato, Pedido},
        financeiro::{
            Falha,
            extrato::{self, Extrato, Linha, Metade, Recorte, Situacao, Soma},
        },
        session::Visita,
        state::AppState,
    },
};

const CAMINHO: &str = "/extrato";

/// Which half of the extrato.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Parte {
    /// Both.
    #[default]
    Tudo,
    /// Settled.
    Pagas,
    /// Open.
    Abertas,
}

impl filtros::Situacao for Parte {
    const TODAS: &'static [(Self, &'static str, &'static str)] =
        &[(Self::Tudo, "tudo", "Tudo"), (Self::Pagas, "pagas", "Pagas"), (Self::Abertas, "abertas", "Em aberto")];
}

type Filtros = filtros::Filtros<Parte>;

/// What the address asks for; the page and its files read it the same way.
pub fn recorte(visita: &Visita, estado: &AppState, consulta: &Consulta) -> Recorte {
    let filtros = Filtros::ler(consulta);
    Recorte {
        contrato: contratos::escolhido(visita, estado, consulta),
        situacao: match filtros.situacao {
            Parte::Tudo => None,
            Parte::Pagas => Some(Metade::Pagas),
            Parte::Abertas => Some(Metade::Abertas),
        },
        de: filtros.de,
        ate: filtros.ate,
    }
}

/// The page.
#[component]
pub fn PaginaExtrato() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let consulta = use_consulta();
    let recorte = recorte(&visita, &estado, &consulta);
    let filtros = Filtros::ler(&consulta);
    let contrato_texto = consulta.valor(PARAMETRO).filter(|_| recorte.contrato.is_some()).map(str::to_owned);
    let parametros = filtros.com_contrato(contrato_texto.as_deref());
    let secoes = vec![
        Secao::nova("contratos", Coluna::Topo, Esqueleto::Nada, {
            let (visita, estado, contrato) = (visita.clone(), estado.clone(), recorte.contrato.clone());
            async move { seletor(visita, estado, contrato).await }
        }),
        Secao::nova("filtros", Coluna::Principal, Esqueleto::Nada, {
            let visita = visita.clone();
            async move { Box::new(move || filtros.formulario(&visita, CAMINHO, contrato_texto).into_any()) as Desenho }
        }),
        Secao::nova("extrato", Coluna::Principal, Esqueleto::Pagamento, {
            let visita = visita.clone();
            async move {
                let lido = extrato::ler(&estado.financeiro, &visita, &recorte).await;
                Box::new(move || view! { <Lido visita lido parametros/> }.into_any()) as Desenho
            }
        }),
    ];
    Some(view! {
        <Pagina visita titulo="Extrato".to_owned() menu=Menu::Extrato>
            <Secoes titulo=view! { <h1>"Extrato"</h1> }.into_any() secoes/>
        </Pagina>
    })
}

async fn seletor(visita: Visita, estado: AppState, contrato: Option<ContratoId>) -> Desenho {
    let lista = estado.financeiro.contratos(&visita).await;
    Box::new(move || view! { <SeletorDeContrato visita lista contrato caminho=CAMINHO/> }.into_any())
}

#[component]
fn Lido(visita: Visita, lido: Result<Extrato, Falha>, parametros: Vec<(&'static str, String)>) -> impl IntoView {
    let extrato = match lido {
        Ok(extrato) => extrato,
        Err(falha) => {
            return view! { <SecaoIndisponivel falha assunto="seu extrato" caminho=CAMINHO/> }.into_any();
        }
    };
    let (ilegiveis, lida_em) = (extrato.ilegiveis, extrato.lida_em);
    if extrato.linhas.is_empty() {
        let texto = if parametros.is_empty() {
            "O sistema da incorporadora não mostra nenhuma parcela para o seu documento."
        } else {
            "Nenhuma parcela com estes filtros. Podem existir outras: veja “Tudo”."
        };
        return view! {
            <section class="cartao estado">
                {Icone::Extrato.desenho()} <p>{texto}</p>
                <Carimbo momento=lida_em/>
            </section>
            {(ilegiveis > 0).then(|| view! { <Ilegiveis quantas=ilegiveis/> })}
        }
        .into_any();
    }
    let consulta = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parametros.iter().map(|(n, v)| (*n, v.as_str())))
        .finish();
    let botao = |formato: FormatoExtrato, rotulo: &str| {
        let pedido = Pedido::Extrato { formato, consulta: consulta.clone() };
        let enfase = Enfase::Menor;
        view! { <BotaoDocumento visita=visita.clone() pedido rotulo=rotulo.to_owned() enfase/> }
    };
    let tem_datas_em_aberto = extrato.linhas.iter().any(|l| l.situacao == Situacao::Aberta && l.vencimento.is_some());
    view! {
        <section class="cartao" aria-labelledby="totais">
            <h2 id="totais">"Totais"</h2>
            <dl class="totais">
                <Total nome="Pago" soma=extrato.pago/>
                <Total nome="Em aberto" soma=extrato.aberto/>
            </dl>
            <div class="acoes lado">
                {botao(FormatoExtrato::Pdf, "Extrato em PDF")}
                {botao(FormatoExtrato::Xlsx, "Planilha")}
                {botao(FormatoExtrato::Csv, "CSV")}
                {tem_datas_em_aberto.then(|| botao(FormatoExtrato::Ics, "Agenda"))}
            </div>
            <Carimbo momento=lida_em/>
        </section>
        {(ilegiveis > 0).then(|| view! { <Ilegiveis quantas=ilegiveis/> })}
        <GraficoPorAno anos=extrato.anos.clone()/>
        <Tabela linhas=extrato.linhas/>
    }
    .into_any()
}

#[component]
fn Total(nome: &'static str, soma: Soma) -> impl IntoView {
    let parcelas = if soma.linhas == 1 { "1 parcela".to_owned() } else { format!("{} parcelas", soma.linhas) };
    let valor = soma.valor.map_or_else(|| "valor não informado".to_owned(), Dinheiro::formatado);
    view! {
        <div>
            <dt>{nome}</dt>
            <dd><strong>{valor}</strong> <small>{parcelas}</small></dd>
        </div>
    }
}

/// All lines. A table on a wide page, blocks on a narrow one; the same cells either way.
#[component]
fn Tabela(linhas: Vec<Linha>) -> impl IntoView {
    let mut corpo = String::with_capacity(linhas.len() * BYTES_POR_LINHA);
    for linha in &linhas {
        escrever(&mut corpo, linha);
    }
    view! {
        <section class="cartao">
            <table class="extrato">
                <caption class="so-leitor">"Parcelas por vencimento"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Parcela"</th>
                        <th scope="col">"Vencimento"</th>
                        <th scope="col">"Situação"</th>
                        <th scope="col" class="n">"Original"</th>
                        <th scope="col" class="n">"Pago ou de hoje"</th>
                    </tr>
                </thead>
                <tbody inner_html=corpo></tbody>
            </table>
        </section>
    }
}

/// Of one row, tags included: what [`Tabela`] sets aside for each.
const BYTES_POR_LINHA: usize = 300;

/// A row as text. A thousand rows as views cost several times what their bytes do; the ERP's words are the only text here
/// that is not ours, and they are escaped.
fn escrever(corpo: &mut String, l: &Linha) {
    let (classe, palavra) = match l.situacao {
        Situacao::Paga => ("chip certo", "Paga"),
        Situacao::Vencida => ("chip perigo", "Em atraso"),
        Situacao::Aberta => ("chip neutro", "A vencer"),
    };
    let data = |corpo: &mut String, data: Date| {
        // Writing to a string cannot fail.
        let _ = write!(corpo, "<time datetime=\"{data}\">{}</time>", calendario::curta(data));
    };
    corpo.push_str("<tr><th scope=\"row\">");
    encode_text_to_string(&l.titulo, corpo);
    if let Some(indice) = &l.indice {
        corpo.push_str(" <small>");
        encode_text_to_string(indice, corpo);
        corpo.push_str("</small>");
    }
    corpo.push_str("</th><td>");
    if let Some(vencimento) = l.vencimento {
        data(corpo, vencimento);
    }
    let _ = write!(corpo, "</td><td><span class=\"{classe}\">{palavra}</span>");
    if let Some(paga_em) = l.paga_em {
        corpo.push_str(" <small>em ");
        data(corpo, paga_em);
        corpo.push_str("</small>");
    }
    for valor in [l.valor.original, l.valor_de_hoje()] {
        corpo.push_str("</td><td class=\"n\">");
        if let Some(valor) = valor {
            corpo.push_str(&valor.formatado());
        }
    }
    corpo.push_str("</td></tr>");
}
