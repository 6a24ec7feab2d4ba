//! Which page answers which path (below `/s/{handle}`, which the server takes off before).

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use super::pages::{
    arquivos::PaginaArquivos,
    boleto::PaginaBoleto,
    boletos::PaginaBoletos,
    condominios::PaginaCondominios,
    contrato::PaginaContrato,
    dados::PaginaDados,
    documento::PaginaDocumento,
    extrato::PaginaExtrato,
    gestor::{PaginaBusca, PaginaGestor},
    imovel::PaginaImovel,
    informe::{PaginaInforme, PaginaInformes},
    inicio::PaginaInicio,
    mensagens::PaginaMensagens,
    nao_encontrada::NaoEncontrada,
    notas::PaginaNotas,
    privacidade::PaginaPrivacidade,
    quitacao::{PaginaQuitacao, PaginaQuitacaoAno},
    saude::PaginaSaude,
    tela::PaginaTela,
    unidades::PaginaUnidades,
};

/// All pages of a visit.
///
/// In-order streaming on purpose: sections are handed to the stream in the order in which they finish, and slots of a
/// declarative shadow root put each in its place ([`super::components::secoes`]). Out-of-order streaming of Leptos needs
/// a script for every section, and these pages must be complete without one.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NaoEncontrada>
                <Route path=path!("/") view=PaginaInicio ssr=SsrMode::InOrder/>
                <Route path=path!("/boletos") view=PaginaBoletos ssr=SsrMode::InOrder/>
                <Route path=path!("/extrato") view=PaginaExtrato ssr=SsrMode::InOrder/>
                <Route path=path!("/notas") view=PaginaNotas ssr=SsrMode::InOrder/>
                <Route path=path!("/informe") view=PaginaInformes ssr=SsrMode::InOrder/>
                <Route path=path!("/informe/:ano") view=PaginaInforme ssr=SsrMode::InOrder/>
                <Route path=path!("/boletos/:referencia") view=PaginaBoleto ssr=SsrMode::InOrder/>
                <Route path=path!("/quitacao") view=PaginaQuitacao ssr=SsrMode::InOrder/>
                <Route path=path!("/quitacao/:ano") view=PaginaQuitacaoAno ssr=SsrMode::InOrder/>
                <Route path=path!("/documentos/:referencia") view=PaginaDocumento ssr=SsrMode::Async/>
                <Route path=path!("/documentos/:referencia/tela") view=PaginaTela ssr=SsrMode::Async/>
                <Route path=path!("/condominios") view=PaginaCondominios ssr=SsrMode::InOrder/>
                <Route path=path!("/unidades") view=PaginaUnidades ssr=SsrMode::InOrder/>
                <Route path=path!("/dados") view=PaginaDados ssr=SsrMode::InOrder/>
                <Route path=path!("/imovel") view=PaginaImovel ssr=SsrMode::InOrder/>
                <Route path=path!("/contrato") view=PaginaContrato ssr=SsrMode::InOrder/>
                <Route path=path!("/arquivos") view=PaginaArquivos ssr=SsrMode::InOrder/>
                <Route path=path!("/mensagens") view=PaginaMensagens ssr=SsrMode::InOrder/>
                <Route path=path!("/privacidade") view=PaginaPrivacidade ssr=SsrMode::InOrder/>
                <Route path=path!("/gestor") view=PaginaGestor ssr=SsrMode::InOrder/>
                <Route path=path!("/gestor/busca/:referencia") view=PaginaBusca ssr=SsrMode::InOrder/>
                <Route path=path!("/gestor/saude") view=PaginaSaude ssr=SsrMode::InOrder/>
            </Routes>
        </Router>
    }
}
