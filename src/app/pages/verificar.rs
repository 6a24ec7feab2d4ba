//! The public page that says whether a declaration is genuine. Plain HTML, no islands, nobody's data.

use axum::response::{Html, IntoResponse, Response};
use domain::calendario::extenso;
use http::StatusCode;
use leptos::prelude::*;

use crate::{
    app::{components::icones::Icone, shell::Cabeca},
    server::{
        state::AppState,
        verificar::{CAMINHO, CAMPO, Confirmada, Resultado},
    },
};

/// The page, with the status that says the same.
pub fn resposta(estado: &AppState, resultado: Resultado) -> Response {
    let status = match resultado {
        Resultado::Pergunta | Resultado::Confirmada(_) => StatusCode::OK,
        Resultado::Desconhecida => StatusCode::NOT_FOUND,
        Resultado::Indisponivel => StatusCode::SERVICE_UNAVAILABLE,
    };
    let estilo = estado.estilo.to_string();
    let html = Owner::new().with(move || documento(resultado, estilo).to_html());
    // No `Moldura`: no portal frames it, so that nobody can dress it up as something else.
    (status, Html(format!("<!DOCTYPE html>{html}"))).into_response()
}

fn documento(resultado: Resultado, estilo: String) -> impl IntoView {
    let incorporadora = match &resultado {
        Resultado::Confirmada(confirmada) => confirmada.incorporadora.clone(),
        _ => None,
    };
    let titulo = titulo(&resultado);
    let outra = !matches!(resultado, Resultado::Pergunta);
    view! {
        <html lang="pt-BR">
            <head>
                <title>{titulo}</title>
                <link rel="stylesheet" href=estilo/>
                <Cabeca incorporadora/>
            </head>
            <body>
                <main class="mensagem">
                    <section class="cartao">
                        {corpo(resultado)}
                    </section>
                    <section class="cartao" aria-labelledby="consulta">
                        <h2 id="consulta">{if outra { "Verificar outra declaração" } else { "Código de verificação" }}</h2>
                        <form class="filtros" method="get" action=CAMINHO>
                            <label class="campo">
                                "Código impresso na declaração"
                                <input
                                    type="text"
                                    name=CAMPO
                                    required
                                    maxlength="40"
                                    autocomplete="off"
                                    autocapitalize="characters"
                                    spellcheck="false"
                                    aria-describedby="como"
                                />
                            </label>
                            <p id="como" class="discreto">
                                "São 16 letras e números, como 7K3F-9QXM-2TRB-H5WD. Hífens, espaços e maiúsculas não fazem diferença."
                            </p>
                            <button class="botao primario" type="submit">"Verificar"</button>
                        </form>
                    </section>
                </main>
            </body>
        </html>
    }
}

fn titulo(resultado: &Resultado) -> &'static str {
    match resultado {
        Resultado::Pergunta => "Verificar declaração de quitação",
        Resultado::Confirmada(_) => "Declaração confirmada",
        Resultado::Desconhecida => "Nenhuma declaração com este código",
        Resultado::Indisponivel => "Não foi possível verificar agora",
    }
}

fn corpo(resultado: Resultado) -> AnyView {
    let cabeca = |icone: Icone, titulo: &'static str| {
        view! {
            <span class="simbolo">{icone.desenho()}</span>
            <h1>{titulo}</h1>
        }
    };
    let nome = titulo(&resultado);
    match resultado {
        Resultado::Pergunta => view! {
            {cabeca(Icone::Conferido, nome)}
            <p>
                "Confirme se uma declaração de quitação anual foi mesmo emitida. A resposta traz o número, o ano, a data de emissão e a incorporadora, e mais nada."
            </p>
        }
        .into_any(),
        Resultado::Confirmada(confirmada) => view! { {cabeca(Icone::Certo, nome)} <Fatos confirmada/> }.into_any(),
        Resultado::Desconhecida => view! {
            {cabeca(Icone::Atencao, nome)}
            <p>"Confira se o código foi digitado como está na declaração."</p>
            <p>
                <strong>
                    "Se o código está certo, o documento não foi emitido por aqui: fale com a incorporadora antes de confiar nele."
                </strong>
            </p>
        }
        .into_any(),
        Resultado::Indisponivel => view! {
            {cabeca(Icone::ForaDoAr, nome)}
            <p>"O erro já foi registrado. Isso não diz nada sobre a declaração."</p>
            <p><strong>"Tente de novo em alguns minutos."</strong></p>
        }
        .into_any(),
    }
}

#[component]
fn Fatos(confirmada: Confirmada) -> impl IntoView {
    let Confirmada { numero, ano, emitida_em, incorporadora } = confirmada;
    view! {
        <p>{format!("Declaração de quitação anual de {ano} (Lei nº 12.007/2009).")}</p>
        <dl class="totais">
            <div>
                <dt>"Número"</dt>
                <dd><strong>{numero}</strong></dd>
            </div>
            <div>
                <dt>"Ano declarado"</dt>
                <dd><strong>{ano}</strong></dd>
            </div>
            <div>
                <dt>"Emitida em"</dt>
                <dd><strong><time datetime=emitida_em.to_string()>{extenso(emitida_em)}</time></strong></dd>
            </div>
            {incorporadora
                .map(|i| {
                    view! {
                        <div>
                            <dt>"Incorporadora"</dt>
                            <dd><strong>{i.nome.clone()}</strong></dd>
                        </div>
                    }
                })}
        </dl>
        <p class="discreto">
            "Compare com o documento que você recebeu. Para proteger as pessoas, esta página não mostra titular, contrato nem valores."
        </p>
    }
}
