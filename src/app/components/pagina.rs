//! The frame of every page of a visit: skip link, navigation, content, foot.

use erp::Capacidade;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{icones::Icone, previa::FaixaDaPrevia};
use crate::{
    app::{
        contexto::{endereco, use_estado},
        pages::quitacao,
    },
    server::{
        cadastro,
        config::PaginaCv,
        permissoes::{Perfil, Verbo, permitido},
        session::Visita,
    },
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
    /// Board of a condominium's units.
    Unidades,
    /// Choice of the condominium.
    Condominios,
    /// Meus dados.
    Dados,
    /// Imóvel.
    Imovel,
    /// Contrato.
    Contrato,
    /// Documentos.
    Arquivos,
    /// Mensagens.
    Mensagens,
    /// Privacidade, which has no entry: the foot leads to it.
    Privacidade,
    /// Staff: search of clients.
    Clientes,
    /// Staff: state of the ERP.
    Saude,
}

/// One entry: page, path, words, icon.
type Entrada = (Menu, &'static str, &'static str, Icone);

/// Entries a phone's bar has room for; with more of them, the last place is that of "Mais".
const NA_BARRA: usize = 4;

/// Entries a wide page's row has room for; one more still fits in the place of "Mais".
const NA_LINHA: usize = 6;

/// What the visitor's ERP offers: nothing else has an entry.
fn entradas(visita: &Visita) -> Vec<Entrada> {
    let estado = use_estado();
    let oferece = |c: Capacidade| estado.as_ref().is_some_and(|e| e.financeiro.oferece(visita, c));
    let do_cv = |pagina| cadastro::oferece(visita, pagina);
    let quitacao = estado.as_ref().is_some_and(|e| quitacao::no_menu(e, visita));
    let para_o_imposto = [Capacidade::Pagamentos, Capacidade::Parcelas, Capacidade::Informes].into_iter().any(oferece);
    [
        (true, (Menu::Inicio, "/", "Início", Icone::Inicio)),
        (true, (Menu::Boletos, "/boletos", "Boletos", Icone::Boleto)),
        (oferece(Capacidade::Parcelas), (Menu::Extrato, "/extrato", "Extrato", Icone::Extrato)),
        (oferece(Capacidade::NotasFiscais), (Menu::Notas, "/notas", "Notas fiscais", Icone::Nota)),
        (quitacao, (Menu::Quitacao, "/quitacao", "Quitação", Icone::Conferido)),
        (para_o_imposto, (Menu::Informe, "/informe", "Imposto de renda", Icone::Imposto)),
        (oferece(Capacidade::Condominio), (Menu::Unidades, "/unidades", "Unidades", Icone::Predio)),
        (do_cv(PaginaCv::Dados), (Menu::Dados, "/dados", "Meus dados", Icone::Pessoa)),
        (do_cv(PaginaCv::Imovel), (Menu::Imovel, "/imovel", "Imóvel", Icone::Predio)),
        (do_cv(PaginaCv::Contrato), (Menu::Contrato, "/contrato", "Contrato", Icone::Contrato)),
        (do_cv(PaginaCv::Documentos), (Menu::Arquivos, "/arquivos", "Documentos", Icone::Pasta)),
        (do_cv(PaginaCv::Mensagens), (Menu::Mensagens, "/mensagens", "Mensagens", Icone::Balao)),
        (true, (Menu::Clientes, "/gestor", "Clientes", Icone::Procurar)),
        (true, (Menu::Saude, "/gestor/saude", "Saúde", Icone::Pulso)),
        (visita.autor.empreendimentos.len() > 1, (Menu::Condominios, "/condominios", "Condomínios", Icone::Inicio)),
    ]
    .into_iter()
    .filter_map(|(tem, entrada)| (tem && permitido(Verbo::Ler, entrada.1, visita.perfil)).then_some(entrada))
    .collect()
}

/// The menu. What a phone's bar has no room for is behind "Mais", and a wide page shows as much of it in the row as fits there:
/// of the two places only one is ever displayed, so that nobody meets an entry twice and no script is needed.
#[component]
fn Navegacao(visita: Visita, menu: Menu) -> impl IntoView {
    let entradas = entradas(&visita);
    let cabem = if entradas.len() > NA_BARRA { NA_BARRA - 1 } else { NA_BARRA };
    let link = |(qual, caminho, nome, icone): Entrada, classe: Option<&'static str>| {
        let atual = (qual == menu).then_some("page");
        view! {
            <a href=endereco(&visita, caminho, &[]) class=classe aria-current=atual>
                {icone.desenho()}
                {nome}
            </a>
        }
    };
    let na_linha = if entradas.len() > NA_LINHA + 1 { NA_LINHA } else { entradas.len() };
    let links = entradas
        .iter()
        .enumerate()
        .map(|(posicao, entrada)| {
            let classe = if posicao >= na_linha { "resto longe" } else { "resto" };
            link(*entrada, (posicao >= cabem).then_some(classe))
        })
        .collect_view();
    let resto = entradas.get(cabem..).filter(|resto| !resto.is_empty()).map(|resto| {
        let posicao = entradas.iter().position(|(qual, ..)| *qual == menu);
        let atual = posicao.filter(|p| *p >= cabem).map(|p| if p >= na_linha { "atual longe" } else { "atual" });
        let itens = resto
            .iter()
            .zip(cabem..)
            .map(|(entrada, posicao)| {
                view! { <li class=(posicao < na_linha).then_some("perto")>{link(*entrada, None)}</li> }
            })
            .collect_view();
        view! {
            <details class="mais" class:largo=na_linha < entradas.len()>
                <summary class=atual>{Icone::Mais.desenho()} "Mais"</summary>
                <ul>{itens}</ul>
            </details>
        }
    });
    view! {
        <nav class="nav" aria-label="Financeiro">
            {links}
            {resto}
        </nav>
    }
}

/// Whose data this is, where it is not the reader's own.
#[component]
fn DeQuem(visita: Visita) -> impl IntoView {
    if visita.perfil == Perfil::Associado {
        let nome = visita.principal.nome.clone().unwrap_or_else(|| "titular da compra".to_owned());
        return Some(
            view! {
                <form method="post" action=endereco(&visita, "/associado", &[]) class="de-quem">
                    {Icone::Atencao.desenho()} <span>"Dados de " <strong>{nome}</strong> ", titular da compra"</span>
                    <button class="botao texto" type="submit">"Voltar aos meus"</button>
                </form>
            }
            .into_any(),
        );
    }
    (visita.perfil == Perfil::Condominio).then(|| {
        let trocar = (visita.autor.empreendimentos.len() > 1)
            .then(|| view! { <a href=endereco(&visita, "/condominios", &[])>"Trocar"</a> });
        view! {
            <p class="de-quem">
                {Icone::Predio.desenho()} <span>"Condomínio " <strong>{visita.principal.nome.clone()}</strong></span> {trocar}
            </p>
        }
        .into_any()
    })
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
    let nome = visita.incorporadora.nome.clone();
    let privacidade = permitido(Verbo::Ler, "/privacidade", visita.perfil).then(|| {
        let atual = (menu == Menu::Privacidade).then_some("page");
        view! { <a href=endereco(&visita, "/privacidade", &[]) aria-current=atual>"Privacidade"</a> }
    });
    view! {
        <Title text=format!("{titulo} · Financeiro")/>
        <a class="pular" href="#conteudo">"Ir para o conteúdo"</a>
        <div class="app">
            <FaixaDaPrevia visita=visita.clone()/>
            <Navegacao visita=visita.clone() menu/>
            <DeQuem visita=visita.clone()/>
            <main id="conteudo" tabindex="-1">{children()}</main>
            <footer class="rodape">
                <span>"Dados de " {nome}</span>
                {privacidade}
                <form method="post" action=endereco(&visita, "/sair", &[])>
                    <button class="botao texto" type="submit">"Encerrar acesso"</button>
                </form>
            </footer>
        </div>
    }
}
