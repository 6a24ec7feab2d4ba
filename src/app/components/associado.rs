//! What an associate reads: the ERP does not know them, and whose data they may see instead.

use leptos::prelude::*;

use super::{
    estado::{ContatoDaIncorporadora, SecaoIndisponivel},
    icones::Icone,
};
use crate::{
    app::contexto::endereco,
    server::{
        associado::{SemTitular, TitularDoAssociado},
        cripto::Especie,
        financeiro::Falha,
        session::Visita,
        state::AppState,
    },
};

/// In place of a section, when the ERP does not know the person's document.
#[component]
pub fn NaoConhecido(
    /// Whose page.
    visita: Visita,
    /// Seals the choices.
    estado: AppState,
    /// Whose associate the person is.
    titulares: Result<Vec<TitularDoAssociado>, SemTitular>,
    /// Path of the page, for trying again.
    caminho: &'static str,
) -> impl IntoView {
    let titulares = match titulares {
        Ok(titulares) => titulares,
        Err(motivo) => {
            let consequencia = match motivo {
                SemTitular::Desligado | SemTitular::Ninguem => "",
                SemTitular::SemToken => {
                    "Se você participa da compra de outra pessoa, abra o Financeiro de novo no menu do portal."
                }
                SemTitular::ForaDoAr => "O portal não respondeu se você participa da compra de outra pessoa.",
            };
            return view! {
                <SecaoIndisponivel falha=Falha::Desconhecido assunto="seus dados" caminho consequencia/>
            }
            .into_any();
        }
    };
    let itens = titulares
        .into_iter()
        .map(|titular| {
            let referencia = estado.referencia_do_autor(&visita, Especie::Titular, titular.documento.normalizado());
            let nome = titular.nome.unwrap_or_else(|| "Titular da compra".to_owned());
            view! {
                <li>
                    <form method="post" action=endereco(&visita, "/associado", &[]) class="escolha">
                        <input type="hidden" name="titular" value=referencia/>
                        <div>
                            <strong>{nome.clone()}</strong>
                            <small>"Documento " {titular.documento.mascarado()}</small>
                        </div>
                        <button class="botao primario" type="submit">
                            "Ver os dados" <span class="so-leitor">" de " {nome}</span>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="associado" data-associado="">
            <div class="estado">
                {Icone::Atencao.desenho()} <h2 id="associado">"O contrato está no nome de outra pessoa"</h2>
                <p>
                    "O sistema financeiro da incorporadora não tem um cliente com o seu documento, mas o portal diz que você participa desta compra. Você pode ver os dados do titular, sem alterar nada. Ele lê, em Privacidade, que você viu."
                </p>
            </div>
            <ul class="lista">{itens}</ul>
            <ContatoDaIncorporadora contato=visita.incorporadora.contato.clone()/>
        </section>
    }
    .into_any()
}
