//! What the pages of CV's own data have in common.

use leptos::prelude::*;

use super::{
    estado::{ContatoDaIncorporadora, acesso_expirado},
    icones::Icone,
    tempo::hora,
};
use crate::{
    app::contexto::{endereco, use_estado, use_visita},
    server::cadastro::FalhaCv,
};

/// A card in place of a section CV did not answer for.
#[component]
pub fn CvIndisponivel(
    /// Why.
    falha: FalhaCv,
    /// What could not be read: "seus documentos".
    assunto: &'static str,
    /// Path of the page, for trying again.
    caminho: &'static str,
) -> impl IntoView {
    let visita = use_visita()?;
    let (titulo, explicacao) = match falha.palavras(assunto) {
        (titulo, _) if falha == FalhaCv::SemAcesso => (titulo, acesso_expirado().to_owned()),
        palavras => palavras,
    };
    let icone = match falha {
        FalhaCv::SemAcesso => Icone::Cadeado,
        FalhaCv::Pausa { .. } | FalhaCv::Demorou => Icone::Relogio,
        FalhaCv::NaoOferecido | FalhaCv::Recusado(_) => Icone::Atencao,
        FalhaCv::ForaDoAr | FalhaCv::Ilegivel => Icone::ForaDoAr,
    };
    // Asking again cannot change what is not there.
    let tentar = !matches!(falha, FalhaCv::SemAcesso | FalhaCv::NaoOferecido);
    let de_novo = endereco(&visita, caminho, &[]);
    Some(view! {
        <section class="cartao estado perigo" data-falha="">
            {icone.desenho()}
            <h2>{titulo}</h2>
            <p>{explicacao}</p>
            {tentar.then(|| view! { <a class="botao menor" href=de_novo>"Tentar de novo"</a> })}
            <ContatoDaIncorporadora contato=visita.incorporadora.contato.clone()/>
            <p class="suporte">"Código de atendimento: " {visita.codigo_suporte.to_string()}</p>
        </section>
    })
}

/// When CV was asked: just now, nothing of it is kept.
#[component]
pub fn LidoNoPortal() -> impl IntoView {
    let agora = use_estado()?.relogio.agora();
    Some(view! {
        <p class="carimbo">
            <span>"Consultado no portal às " <time datetime=agora.to_string()>{hora(agora)}</time></span>
        </p>
    })
}

/// Rows that exist and could not be read.
#[component]
pub fn LinhasIlegiveis(
    /// How many.
    quantas: usize,
    /// One of them: "uma unidade veio".
    uma: &'static str,
    /// Several: "unidades vieram".
    varias: &'static str,
) -> impl IntoView {
    (quantas > 0).then(|| {
        let quais = if quantas == 1 { uma.to_owned() } else { format!("{quantas} {varias}") };
        view! {
            <p class="nota">
                {Icone::Atencao.desenho()}
                <span>
                    {format!("Do portal, {quais} sem dados que possamos ler, e por isso não aparecem aqui. Fale com a incorporadora.")}
                </span>
            </p>
        }
    })
}

/// A term and what is said of it; nothing when nothing is.
#[component]
pub fn Termo(
    /// The term.
    nome: &'static str,
    /// What is said.
    valor: Option<String>,
) -> impl IntoView {
    valor.filter(|v| !v.trim().is_empty()).map(|v| view! { <dt>{nome}</dt> <dd>{v}</dd> })
}
