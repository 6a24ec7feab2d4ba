//! A document as a page: works in any frame and on any phone, with nothing but HTML and pictures.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;
use raster::{ErroRaster, Pagina as Folha, Paginas};

use super::{documento::menu, nao_encontrada::NaoEncontrada};
use crate::{
    app::{
        components::{
            documento::{BotaoDocumento, Enfase},
            estado::ContatoDaIncorporadora,
            icones::Icone,
            pagina::Pagina,
        },
        contexto::{endereco, use_estado, use_visita},
    },
    server::{
        documentos::{
            pedido::Pedido,
            tela::{self, Recusa, Tabela, Tela, Texto},
        },
        session::Visita,
    },
};

/// The page. Rendered whole: its status depends on whether the document can be had.
#[component]
pub fn PaginaTela() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let referencia = use_params_map().with_untracked(|p| p.get("referencia")).unwrap_or_default();
    let pedido = estado.abrir_documento(&visita, &referencia).filter(|p| p.tipo().cabe_na_tela());
    let Some(pedido) = pedido else {
        return Some(view! { <NaoEncontrada/> }.into_any());
    };
    let opcoes = use_context::<ResponseOptions>();
    let volta = endereco(&visita, &format!("/documentos/{referencia}"), &[]);
    let (titulo, menu) = (pedido.titulo(), menu(&pedido));
    let corpo = Suspend::new({
        let visita = visita.clone();
        async move {
            let tela = tela::montar(&estado, &visita, &pedido).await;
            let status = tela.as_ref().map_or_else(status, |_| StatusCode::OK);
            if let Some(opcoes) = opcoes {
                opcoes.set_status(status);
            }
            view! { <Conteudo visita pedido tela/> }
        }
    });
    Some(
        view! {
            <Pagina visita titulo=titulo.clone() menu>
                <div class="cabeca-simples">
                    <p class="migalha"><a href=volta>{Icone::Voltar.desenho()} "Formas de receber"</a></p>
                    <h1>{titulo}</h1>
                </div>
                {corpo}
            </Pagina>
        }
        .into_any(),
    )
}

fn status(recusa: &Recusa) -> StatusCode {
    match recusa {
        Recusa::Falta(falta) => falta.mensagem().status,
        Recusa::Ilegivel(_) => StatusCode::BAD_GATEWAY,
        Recusa::SoParaBaixar(_) => StatusCode::OK,
        Recusa::SemDesenho => StatusCode::SERVICE_UNAVAILABLE,
    }
}

#[component]
fn Conteudo(visita: Visita, pedido: Pedido, tela: Result<Tela, Recusa>) -> impl IntoView {
    let mostrado = match tela {
        Ok(Tela::Folhas(paginas)) => folhas(paginas).into_any(),
        Ok(Tela::Tabela(tabela)) => tabela_de(tabela).into_any(),
        Ok(Tela::Texto(texto)) => texto_de(texto).into_any(),
        Err(recusa) => return view! { <SemTela visita pedido recusa/> }.into_any(),
    };
    view! {
        {mostrado}
        <div class="acoes na-tela">
            <BotaoDocumento visita rotulo=rotulo(&pedido) pedido enfase=Enfase::Normal/>
        </div>
    }
    .into_any()
}

fn rotulo(pedido: &Pedido) -> String {
    format!("Baixar o arquivo ({})", pedido.tipo().nome())
}

fn folhas(Paginas { total, paginas }: Paginas) -> impl IntoView {
    let mostradas = u32::try_from(paginas.len()).unwrap_or(u32::MAX);
    view! {
        {(mostradas < total).then(|| view! { <p class="nota informe">{cortadas(mostradas, total)}</p> })}
        <ol class="folhas">
            {paginas
                .into_iter()
                .zip(1_u32..)
                .map(|(pagina, n)| view! { <li>{folha(pagina, n, total)}</li> })
                .collect_view()}
        </ol>
    }
}

fn cortadas(mostradas: u32, total: u32) -> String {
    match mostradas {
        1 => format!("Mostrando só a primeira de {total} páginas; baixe o arquivo para ver todas."),
        n => format!("Mostrando as primeiras {n} de {total} páginas; baixe o arquivo para ver todas."),
    }
}

fn folha(Folha { largura, altura, png, texto }: Folha, n: u32, total: u32) -> impl IntoView {
    let figura = format!("data:image/png;base64,{}", STANDARD.encode(png));
    view! {
        <img
            class="folha"
            src=figura
            width=largura
            height=altura
            alt=format!("Página {n} de {total}")
            loading="lazy"
        />
        {(!texto.is_empty())
            .then(|| {
                view! {
                    <details class="detalhe">
                        <summary>{format!("Ler ou copiar o texto da página {n}")}</summary>
                        <p class="escrito">{texto}</p>
                    </details>
                }
            })}
    }
}

fn tabela_de(Tabela { colunas, linhas, total }: Tabela) -> impl IntoView {
    let mostradas = linhas.len();
    let cortada = (mostradas < total)
        .then(|| format!("Mostrando as primeiras {mostradas} de {total} linhas; baixe o arquivo para ver todas."));
    view! {
        {cortada.map(|frase| view! { <p class="nota informe">{frase}</p> })}
        <div class="cartao planilha" role="region" aria-label="Conteúdo do arquivo" tabindex="0">
            <table>
                <thead>
                    <tr>{colunas.into_iter().map(|c| view! { <th scope="col">{c}</th> }).collect_view()}</tr>
                </thead>
                <tbody>
                    {linhas
                        .into_iter()
                        .map(|linha| {
                            view! { <tr>{linha.into_iter().map(|c| view! { <td>{c}</td> }).collect_view()}</tr> }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
}

fn texto_de(Texto { texto, cortado }: Texto) -> impl IntoView {
    view! {
        {cortado
            .then(|| {
                view! { <p class="nota informe">"Mostrando só o começo do texto; baixe o arquivo para ver tudo."</p> }
            })}
        <pre class="cartao escrito">{texto}</pre>
    }
}

/// What happened, in words, with the ways that are left.
#[component]
fn SemTela(visita: Visita, pedido: Pedido, recusa: Recusa) -> impl IntoView {
    let (titulo, explicacao, o_que_fazer) = palavras(&recusa);
    // With no file there is nothing to download either.
    let ha_arquivo = !matches!(recusa, Recusa::Falta(_));
    let (volta, de_onde) = pedido.volta();
    let volta = endereco(&visita, &volta, &[]);
    let contato = visita.incorporadora.contato.clone();
    view! {
        <section class="cartao estado">
            {Icone::Atencao.desenho()} <h2>{titulo}</h2> <p>{explicacao}</p> <p>{o_que_fazer}</p>
            {ha_arquivo
                .then(|| view! { <BotaoDocumento visita=visita.clone() rotulo=rotulo(&pedido) pedido enfase=Enfase::Primaria/> })}
            <a class="botao menor" href=volta>{format!("Voltar para {de_onde}")}</a> <ContatoDaIncorporadora contato/>
            <p class="suporte">"Código de atendimento: " {visita.codigo_suporte.to_string()}</p>
        </section>
    }
}

fn palavras(recusa: &Recusa) -> (String, String, String) {
    let tres = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    let baixe = "Baixe o arquivo para abrir em outro programa, ou fale com a incorporadora.";
    match recusa {
        Recusa::Falta(falta) => {
            let mensagem = falta.mensagem();
            (mensagem.titulo, mensagem.explicacao, mensagem.o_que_fazer)
        }
        Recusa::Ilegivel(ErroRaster::Protegido) => tres(
            "O documento pede uma senha",
            "O sistema da incorporadora protegeu este PDF com senha, por isso não conseguimos mostrá-lo aqui.",
            baixe,
        ),
        Recusa::Ilegivel(ErroRaster::SemPaginas) => {
            tres("O documento está vazio", "O PDF que o sistema da incorporadora entregou não tem páginas.", baixe)
        }
        Recusa::Ilegivel(ErroRaster::Invalido | ErroRaster::Tamanho | ErroRaster::Grande) => tres(
            "Não conseguimos mostrar este documento",
            "O PDF que o sistema da incorporadora entregou está com defeito ou tem um formato que não cabe na tela.",
            baixe,
        ),
        Recusa::SoParaBaixar(tipo) => (
            "Este arquivo só pode ser baixado".to_owned(),
            format!("Ele não é um PDF, e sim uma {}.", tipo.nome()),
            "Baixe o arquivo para abri-lo no seu aparelho.".to_owned(),
        ),
        Recusa::SemDesenho => tres(
            "Não conseguimos mostrar este documento agora",
            "Preparar as páginas demorou demais ou falhou. O erro já foi registrado.",
            "Tente de novo em alguns minutos ou baixe o arquivo.",
        ),
    }
}
