//! Notas fiscais: what was issued for the person, with its key and its files.

use domain::dinheiro::Dinheiro;
use leptos::prelude::*;

use crate::{
    app::{
        components::{
            documento::{BotaoDocumento, Enfase},
            estado::SecaoIndisponivel,
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::{Carimbo, Data},
        },
        contexto::{use_estado, use_visita},
        islands::Copiar,
    },
    server::{
        documentos::pedido::{FormatoNota, Pedido},
        financeiro::{
            Falha, Momento,
            notas::{self, Identificacao, Nota, Notas},
        },
        session::Visita,
    },
};

const CAMINHO: &str = "/notas";

/// The page.
#[component]
pub fn PaginaNotas() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let secoes = vec![Secao::nova("notas", Coluna::Principal, Esqueleto::Cartao, {
        let visita = visita.clone();
        async move {
            let lidas = notas::ler(&estado.financeiro, &visita).await;
            Box::new(move || view! { <Lidas visita lidas/> }.into_any()) as Desenho
        }
    })];
    Some(view! {
        <Pagina visita titulo="Notas fiscais".to_owned() menu=Menu::Notas>
            <Secoes titulo=view! { <h1>"Notas fiscais"</h1> }.into_any() secoes/>
        </Pagina>
    })
}

#[component]
fn Lidas(visita: Visita, lidas: Result<Notas, Falha>) -> impl IntoView {
    let Notas { notas, ilegiveis, alheias, lida_em } = match lidas {
        Ok(notas) => notas,
        Err(falha) => {
            return view! { <SecaoIndisponivel falha assunto="suas notas fiscais" caminho=CAMINHO/> }.into_any();
        }
    };
    if notas.is_empty() {
        return view! { <Vazia ilegiveis alheias lida_em/> }.into_any();
    }
    let quantas = match notas.len() {
        1 => "1 nota".to_owned(),
        n => format!("{n} notas"),
    };
    let linhas = notas
        .into_iter()
        .enumerate()
        .map(|(posicao, nota)| view! { <Linha visita=visita.clone() nota id=format!("nota-{posicao}")/> })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="emitidas">
            <div class="grupo">
                <h2 id="emitidas">"Emitidas para você"</h2>
                <small>{quantas}</small>
            </div>
            <ul class="lista">{linhas}</ul>
            {(ilegiveis > 0).then(|| view! { <NotasIlegiveis quantas=ilegiveis/> })}
            <Carimbo momento=lida_em/>
        </section>
    }
    .into_any()
}

/// No nota to show: because there is none, or because nobody can tell.
#[component]
fn Vazia(ilegiveis: usize, alheias: bool, lida_em: Momento) -> impl IntoView {
    let explicacao = if ilegiveis > 0 {
        "O sistema da incorporadora enviou notas que não conseguimos ler. Fale com ela para receber as suas."
    } else if alheias {
        "O sistema da incorporadora respondeu com dados que não são seus, e por isso não os mostramos. Fale com ela para saber se há notas em seu nome."
    } else {
        "O sistema da incorporadora informou que não há nota fiscal em seu nome. As parcelas da compra de um imóvel normalmente não geram nota; serviços, como a personalização de acabamentos, sim."
    };
    let titulo =
        if ilegiveis > 0 || alheias { "Nenhuma nota pôde ser mostrada" } else { "Você não tem notas fiscais" };
    view! {
        <section class="cartao estado">
            {Icone::Nota.desenho()} <h2>{titulo}</h2> <p>{explicacao}</p>
            <Carimbo momento=lida_em/>
        </section>
    }
}

/// Rows that exist and could not be read.
#[component]
fn NotasIlegiveis(quantas: usize) -> impl IntoView {
    let quantas = match quantas {
        1 => "1 nota veio do sistema da incorporadora sem dados que possamos ler e não aparece aqui.".to_owned(),
        n => format!("{n} notas vieram do sistema da incorporadora sem dados que possamos ler e não aparecem aqui."),
    };
    view! {
        <p class="nota">{Icone::Atencao.desenho()} <span>{quantas} " Fale com a incorporadora para recebê-las."</span></p>
    }
}

#[component]
fn Linha(visita: Visita, nota: Nota, id: String) -> impl IntoView {
    let titulo = nota.titulo();
    let botao = |tem: bool, formato: FormatoNota, rotulo: &str| {
        let pedido = Pedido::NotaFiscal { nota: nota.chave.clone(), formato };
        let complemento = format!("da {}", titulo.to_lowercase());
        tem.then(|| {
            view! { <BotaoDocumento visita=visita.clone() pedido rotulo=rotulo.to_owned() enfase=Enfase::Menor complemento/> }
        })
    };
    let arquivos = if nota.tem_pdf || nota.tem_xml {
        view! {
            <div class="acoes lado">
                {botao(nota.tem_pdf, FormatoNota::Pdf, "PDF")} {botao(nota.tem_xml, FormatoNota::Xml, "XML")}
            </div>
        }
        .into_any()
    } else {
        view! {
            <p class="motivo">"A incorporadora não disponibilizou o arquivo desta nota. Se precisar dele, peça a ela."</p>
        }
        .into_any()
    };
    let prestador = nota.identificacao.as_ref().and_then(Identificacao::prestador);
    view! {
        <li>
            <div class="item">
                <strong>{titulo.clone()}</strong>
                <span class="v">{nota.valor.map(Dinheiro::formatado)}</span>
                <small class="toda">
                    {match nota.emissao {
                        Some(data) => view! { "Emitida em " <Data data/> }.into_any(),
                        None => "Data de emissão não informada".into_any(),
                    }} {prestador.map(|cnpj| format!(" · prestador CNPJ {cnpj}"))}
                </small>
            </div>
            {nota.descricao.map(|d| view! { <p class="motivo">{d}</p> })}
            {nota.identificacao.map(|identificacao| view! { <Chave identificacao protocolo=nota.protocolo id/> })}
            {arquivos}
        </li>
    }
}

/// Folded: few people need it, and fifty digits would hide the list.
#[component]
fn Chave(identificacao: Identificacao, protocolo: Option<String>, id: String) -> impl IntoView {
    let nome = identificacao.nome();
    let feito = if matches!(identificacao, Identificacao::Outra(_)) {
        "Identificação copiada."
    } else {
        "Chave de acesso copiada."
    };
    // No spaces between the groups: what is selected or copied is the plain key, and the style sheet sets them apart.
    let grupos = identificacao.grupos().into_iter().map(|g| view! { <span>{g}</span> }).collect_view();
    view! {
        <details class="detalhe">
            <summary>{nome}</summary>
            <p class="codigo chave" id=id.clone() translate="no">{grupos}</p>
            <Copiar
                alvo=id
                rotulo=format!("Copiar {}", nome.to_lowercase())
                feito=feito.to_owned()
                digitos=false
                primario=false
            />
            {protocolo.map(|p| view! { <p class="discreto">"Protocolo " {p}</p> })}
        </details>
    }
}
