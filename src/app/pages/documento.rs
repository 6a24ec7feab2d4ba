//! The page of one file: starts its download, and offers the other ways of getting it.
//!
//! A frame whose sandbox forbids downloads blocks them without a word, and a tab opened from it inherits the sandbox and may
//! not show a PDF either (seen in Chromium). No header tells a server which frame it is in, so this page says what to do when
//! nothing happens, and "Ver na tela" works everywhere: it is a page.

use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::nao_encontrada::NaoEncontrada;
use crate::{
    app::{
        components::{
            documento::{BotaoDocumento, Enfase},
            icones::Icone,
            pagina::{Menu, Pagina},
        },
        contexto::{endereco, use_consulta, use_estado, use_visita},
    },
    server::{
        documentos::{
            bilhete::{self, Modo},
            entrega::PARAMETRO_PEDIDO_EM,
            pedido::Pedido,
        },
        session::Visita,
        storage::ErroArmazem,
    },
};

/// Within this time after asking, the page starts the download by itself; later it is a page somebody came back to.
const INICIO_SOZINHO: i64 = 5;

/// The page. Rendered whole, not streamed: what starts the download is a header.
#[component]
pub fn PaginaDocumento() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let referencia = use_params_map().with_untracked(|p| p.get("referencia")).unwrap_or_default();
    let Some(pedido) = estado.abrir_documento(&visita, &referencia) else {
        return Some(view! { <NaoEncontrada/> }.into_any());
    };
    let opcoes = use_context::<ResponseOptions>()?;
    opcoes.set_status(StatusCode::OK);
    let agora = estado.relogio.agora().as_second();
    let pedido_em = use_consulta().valor(PARAMETRO_PEDIDO_EM).and_then(|t| t.parse::<i64>().ok());
    let comeca = pedido_em.is_some_and(|t| (0..=INICIO_SOZINHO).contains(&agora.saturating_sub(t)));
    let (volta, de_onde) = pedido.volta();
    let volta = endereco(&visita, &volta, &[]);
    let titulo = pedido.titulo();
    let menu = menu(&pedido);
    let corpo = Suspend::new({
        let visita = visita.clone();
        async move {
            let modos: &[Modo] = if comeca { &[Modo::Abrir, Modo::Baixar] } else { &[Modo::Abrir] };
            let bilhetes = bilhete::emitir(&estado, &visita, &pedido, modos).await;
            // The file is an attachment: this page stays where it is.
            if let Some(baixar) = bilhetes.as_ref().ok().and_then(|b| b.get(1))
                && let Ok(valor) = HeaderValue::from_str(&format!("0; url={baixar}"))
            {
                opcoes.insert_header(header::REFRESH, valor);
            }
            view! { <Opcoes visita pedido referencia bilhetes comeca/> }
        }
    });
    Some(
        view! {
            <Pagina visita titulo=titulo.clone() menu>
                <div class="cabeca-simples">
                    <p class="migalha"><a href=volta>{Icone::Voltar.desenho()} {de_onde}</a></p>
                    <h1>{titulo}</h1>
                </div>
                {corpo}
            </Pagina>
        }
        .into_any(),
    )
}

/// Entry of the menu the document belongs to.
pub(super) fn menu(pedido: &Pedido) -> Menu {
    match pedido {
        Pedido::SegundaVia { .. } | Pedido::Carne { .. } | Pedido::Pacote { .. } => Menu::Boletos,
        Pedido::Extrato { .. } => Menu::Extrato,
        Pedido::NotaFiscal { .. } => Menu::Notas,
        Pedido::Quitacao { .. } | Pedido::Declaracao { .. } => Menu::Quitacao,
        Pedido::Informe { .. } | Pedido::Demonstrativo { .. } => Menu::Informe,
        Pedido::ArquivoCv { .. } => Menu::Arquivos,
    }
}

#[component]
fn Opcoes(
    visita: Visita,
    pedido: Pedido,
    referencia: String,
    /// Addresses of the file; the first is to open it.
    bilhetes: Result<Vec<String>, ErroArmazem>,
    /// Whether the download starts by itself.
    comeca: bool,
) -> impl IntoView {
    let tipo = pedido.tipo();
    let bilhetes = match bilhetes {
        Ok(bilhetes) => bilhetes,
        Err(erro) => {
            tracing::error!(%erro, "tickets could not be made");
            return view! {
                <section class="cartao estado">
                    {Icone::Atencao.desenho()} <h2>"Não conseguimos preparar este arquivo"</h2>
                    <p>"O erro já foi registrado. Tente de novo em alguns minutos."</p>
                    <BotaoDocumento visita pedido rotulo="Tentar de novo".to_owned() enfase=Enfase::Primaria/>
                </section>
            }
            .into_any();
        }
    };
    let abrir = bilhetes.into_iter().next();
    let nome = tipo.nome();
    let sem_tela = !tipo.cabe_na_tela();
    let outra_forma = match pedido {
        Pedido::ArquivoCv { .. } => "fale com a incorporadora para recebê-lo.",
        _ => "peça o PDF, que abre na tela.",
    };
    let frase = if comeca && sem_tela {
        "O download começa em instantes."
    } else if comeca {
        "O download começa em instantes. Se nada acontecer, o portal pode estar impedindo downloads: use uma das opções abaixo."
    } else {
        "Escolha como receber o arquivo."
    };
    let rotulo = if comeca { format!("Baixar de novo ({nome})") } else { format!("Baixar ({nome})") };
    let tela = endereco(&visita, &format!("/documentos/{referencia}/tela"), &[]);
    let renovar = endereco(&visita, &format!("/documentos/{referencia}"), &[]);
    view! {
        <section class="cartao documento">
            <p role="status">{frase}</p>
            <div class="acoes">
                {tipo
                    .cabe_na_tela()
                    .then(|| view! { <a class="botao" href=tela>"Ver na tela"</a> })}
                {abrir
                    .filter(|_| tipo.abre_no_navegador())
                    .map(|b| {
                        view! {
                            <a class="botao" href=b target="_blank" rel="noopener">
                                "Abrir em nova aba"
                            </a>
                        }
                    })}
                <BotaoDocumento visita pedido rotulo enfase=Enfase::Primaria/>
            </div>
            {tipo
                .abre_no_navegador()
                .then(|| {
                    view! {
                        <p class="discreto">
                            "O endereço da nova aba vale um minuto e abre uma vez só. Passou? "
                            <a href=renovar>"Renovar"</a>
                        </p>
                    }
                })}
            {sem_tela
                .then(|| {
                    view! {
                        <p class="discreto">
                            "Este tipo de arquivo só pode ser baixado. Se nada acontecer, o portal está impedindo downloads: "
                            {outra_forma}
                        </p>
                    }
                })}
        </section>
    }
    .into_any()
}
