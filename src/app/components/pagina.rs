//! The frame of every page of a visit: skip link, navigation, content, foot.

use erp::Capacidade;
use leptos::prelude::*;
use leptos_meta::Title;

use super::icones::Icone;
use crate::{
    app::contexto::{endereco, use_estado},
    server::session::Visita,
};

/// The pages of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// Início.
    Inicio,
    /// Boletos.
    Boletos,
    /// Extrato.
    Extrato,
    /// Notas fiscais.
    Notas,
    /// Quitação.
    Quitacao,
    /// Informe or demonstrativo.
    Informe,
}

/// A page of a visit.
#[component]
pub fn Pagina(
    /// Whose.
    visita: Visita,
    /// Of the document.
    titulo: String,
    /// Which entry is current.
    menu: Menu,
    /// The content.
    children: Children,
) -> impl IntoView {
    let entrada = |qual: Menu, caminho: &'static str, nome: &'static str, icone: Icone| {
        let atual = (qual == menu).then_some("page");
        view! {
            <a href=endereco(&visita, caminho, &[]) aria-current=atual>
                {icone.desenho()}
                {nome}
            </a>
        }
    };
    let tem_extrato = use_estado().is_some_and(|e| e.financeiro.oferece(&visita, Capacidade::Parcelas));
    let nome = visita.incorporadora.nome.clone();
    view! {
        <Title text=format!("{titulo} · Financeiro")/>
        <a class="pular" href="#conteudo">"Ir para o conteúdo"</a>
        <div class="app">
            <nav class="nav" aria-label="Financeiro">
                {entrada(Menu::Inicio, "/", "Início", Icone::Inicio)}
                {entrada(Menu::Boletos, "/boletos", "Boletos", Icone::Boleto)}
                {tem_extrato.then(|| entrada(Menu::Extrato, "/extrato", "Extrato", Icone::Extrato))}
            </nav>
            <main id="conteudo" tabindex="-1">{children()}</main>
            <footer class="rodape">
                <span>"Dados de " {nome}</span>
                <form method="post" action=endereco(&visita, "/sair", &[])>
                    <button class="botao texto" type="submit">"Encerrar acesso"</button>
                </form>
            </footer>
        </div>
    }
}
