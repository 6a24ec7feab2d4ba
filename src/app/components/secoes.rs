//! Sections that appear as each is ready, in their own place, with no script.
//!
//! All sections start at once. The page's stream carries them in the order in which they finish, each as
//! `<div slot="name">`; a declarative shadow root, sent first, holds the layout and a skeleton in every slot, and the browser
//! swaps the skeleton for the content when it arrives. Where shadow roots cannot be declared (before 2023), the sections
//! simply stack up in arrival order.

use std::{collections::HashMap, future::Future, sync::Arc};

use futures::future::{BoxFuture, FutureExt};
use leptos::prelude::*;
use tokio::{
    sync::Mutex,
    task::{Id, JoinSet},
};
use tracing::Instrument as _;

use super::estado::SecaoQuebrada;

/// Draws a section once its data is there. Runs inside the page's reactive owner.
pub type Desenho = Box<dyn FnOnce() -> AnyView + Send>;

/// Shape that stands in for a section until it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Esqueleto {
    /// The payment card.
    Pagamento,
    /// A card of a few lines.
    Cartao,
    /// A pill in the header row.
    Pastilha,
    /// Nothing: the section may well be empty.
    Nada,
}

/// Column of the wide layout; on a phone columns follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coluna {
    /// The row of the title.
    Topo,
    /// The main one.
    Principal,
    /// The side one.
    Lado,
}

/// One section of a page.
pub struct Secao {
    nome: &'static str,
    coluna: Coluna,
    esqueleto: Esqueleto,
    dados: BoxFuture<'static, Desenho>,
}

impl std::fmt::Debug for Secao {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secao").field("nome", &self.nome).finish_non_exhaustive()
    }
}

impl Secao {
    /// `nome` is the slot: unique on the page, `[a-z-]`.
    pub fn nova<F>(nome: &'static str, coluna: Coluna, esqueleto: Esqueleto, dados: F) -> Self
    where
        F: Future<Output = Desenho> + Send + 'static,
    {
        Self { nome, coluna, esqueleto, dados: dados.boxed() }
    }
}

struct EmCurso {
    tarefas: JoinSet<Desenho>,
    nomes: HashMap<Id, &'static str>,
}

impl EmCurso {
    /// The next section to finish. One that panicked is drawn as broken: a skeleton that never ends would be a lie.
    async fn proxima(&mut self) -> Option<(&'static str, Desenho)> {
        let (id, desenho) = match self.tarefas.join_next_with_id().await? {
            Ok((id, desenho)) => (id, desenho),
            Err(erro) => {
                tracing::error!(erro = %erro, "a section ended abnormally");
                (erro.id(), Box::new(|| view! { <SecaoQuebrada/> }.into_any()) as Desenho)
            }
        };
        Some((self.nomes.remove(&id)?, desenho))
    }
}

/// The sections of a page, streaming. Leaving the page ends what is still being fetched for it.
#[component]
pub fn Secoes(
    /// The `<h1>`, known before anything is fetched.
    titulo: AnyView,
    /// In the order of the layout.
    secoes: Vec<Secao>,
) -> impl IntoView {
    let duas = secoes.iter().any(|s| s.coluna == Coluna::Lado);
    let lugares: Vec<_> = secoes.iter().map(|s| (s.nome, s.coluna, s.esqueleto)).collect();
    let quantas = secoes.len();

    let mut em_curso = EmCurso { tarefas: JoinSet::new(), nomes: HashMap::new() };
    for secao in secoes {
        let tarefa = em_curso.tarefas.spawn(secao.dados.in_current_span());
        em_curso.nomes.insert(tarefa.id(), secao.nome);
    }
    let em_curso = Arc::new(Mutex::new(em_curso));

    let chegadas = (0..quantas)
        .map(|_| {
            let em_curso = Arc::clone(&em_curso);
            Suspend::new(async move {
                let pronta = em_curso.lock().await.proxima().await;
                pronta.map(|(nome, desenho)| view! { <div slot=nome>{desenho()}</div> })
            })
        })
        .collect_view();

    let coluna = |qual: Coluna| {
        lugares
            .iter()
            .filter(|(_, c, _)| *c == qual)
            .map(|(nome, _, esqueleto)| view! { <slot name=*nome>{esqueleto.desenho()}</slot> })
            .collect_view()
    };
    let sombra = view! {
        <div part="topo">
            <slot name="titulo"></slot>
            {coluna(Coluna::Topo)}
        </div>
        <div part="coluna">{coluna(Coluna::Principal)}</div>
        {duas.then(|| view! { <div part="coluna">{coluna(Coluna::Lado)}</div> })}
    };
    view! {
        <div class="secoes" class:duas=duas>
            {leptos::html::template().attr("shadowrootmode", "open").child(sombra)}
            <div slot="titulo">{titulo}</div>
            {chegadas}
        </div>
    }
}

impl Esqueleto {
    fn desenho(self) -> AnyView {
        match self {
            Self::Nada => ().into_any(),
            Self::Pastilha => view! { <div part="pastilha osso"></div> }.into_any(),
            Self::Cartao => view! {
                <div part="cartao baixo">
                    <span part="so-leitor">"Carregando…"</span>
                    <span part="osso medio"></span>
                    <span part="osso"></span>
                    <span part="osso curto"></span>
                </div>
            }
            .into_any(),
            Self::Pagamento => view! {
                <div part="cartao alto">
                    <span part="so-leitor">"Carregando o próximo pagamento…"</span>
                    <span part="osso medio"></span>
                    <span part="osso grande"></span>
                    <span part="osso curto"></span>
                    <span part="osso botao"></span>
                    <span part="osso botao"></span>
                    <span part="osso"></span>
                </div>
            }
            .into_any(),
        }
    }
}
