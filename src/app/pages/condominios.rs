//! Where a síndico chooses the condominium to look at.

use leptos::prelude::*;

use crate::{
    app::{
        components::{
            estado::ContatoDaIncorporadora,
            icones::Icone,
            pagina::{Menu, Pagina},
        },
        contexto::{endereco, use_estado, use_visita},
    },
    server::{
        cripto::Especie,
        permissoes::Perfil,
        session::{Empreendimento, Visita, conteudo::condominio},
        state::AppState,
    },
};

/// The page.
#[component]
pub fn PaginaCondominios() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let empreendimentos = visita.autor.empreendimentos.clone();
    let (ligados, soltos): (Vec<_>, Vec<_>) =
        empreendimentos.into_iter().partition(|e| condominio(&visita.incorporadora, e).is_some());
    let saudacao = visita.autor.tratamento().map_or_else(|| "Olá".to_owned(), |nome| format!("Olá, {nome}"));
    let contato = visita.incorporadora.contato.clone();
    let vazio = ligados.is_empty().then(|| {
        let explicacao = if soltos.is_empty() {
            "O portal não informou nenhum empreendimento em que você é síndico."
        } else {
            "Nenhum dos seus empreendimentos está ligado ao sistema financeiro."
        };
        view! {
            <section class="cartao estado">
                {Icone::Predio.desenho()} <h2>"Nenhum condomínio para mostrar"</h2>
                <p>{explicacao} " Fale com a incorporadora para que ela faça a ligação."</p>
                <ContatoDaIncorporadora contato/>
            </section>
        }
    });
    Some(view! {
        <Pagina visita=visita.clone() titulo="Condomínios".to_owned() menu=Menu::Condominios>
            <div class="secoes">
                <div>
                    <h1>{saudacao}</h1>
                    <p class="discreto">"Escolha o condomínio que quer ver."</p>
                </div>
                {vazio}
                <Ligados visita=visita.clone() estado ligados/>
                <Soltos soltos/>
            </div>
        </Pagina>
    })
}

#[component]
fn Ligados(visita: Visita, estado: AppState, ligados: Vec<Empreendimento>) -> impl IntoView {
    let itens = ligados
        .into_iter()
        .filter_map(|e| {
            let condominio = condominio(&visita.incorporadora, &e)?;
            let atual = visita.perfil == Perfil::Condominio && visita.principal.documento == condominio.documento;
            let referencia = estado.referencia_do_autor(&visita, Especie::Empreendimento, &e.id);
            let acao = if atual { "Continuar" } else { "Ver" };
            Some(view! {
                <li>
                    <form method="post" action=endereco(&visita, "/condominios", &[]) class="escolha">
                        <input type="hidden" name="condominio" value=referencia/>
                        <div>
                            <strong>{condominio.nome.clone()}</strong>
                            <small>"CNPJ " {condominio.documento.formatado()}</small>
                        </div>
                        <button class="botao" type="submit">
                            {acao} <span class="so-leitor">" " {condominio.nome}</span>
                        </button>
                    </form>
                </li>
            })
        })
        .collect_view();
    view! { <section class="cartao" aria-label="Seus condomínios"><ul class="lista">{itens}</ul></section> }
}

#[component]
fn Soltos(soltos: Vec<Empreendimento>) -> impl IntoView {
    (!soltos.is_empty()).then(|| {
        let itens = soltos
            .into_iter()
            .map(|e| view! { <li><strong>{e.nome.unwrap_or_else(|| format!("Empreendimento {}", e.id))}</strong></li> })
            .collect_view();
        view! {
            <section class="cartao" aria-labelledby="sem-ligacao">
                <h2 id="sem-ligacao">"Ainda não ligados"</h2>
                <p class="discreto">
                    "O CNPJ do condomínio destes empreendimentos não foi informado pela incorporadora. Fale com ela."
                </p>
                <ul class="lista">{itens}</ul>
            </section>
        }
    })
}
