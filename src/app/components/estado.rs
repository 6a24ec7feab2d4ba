//! What a section says when it has no data to show: what happened, what we did, what the person can do.

use std::sync::Arc;

use leptos::prelude::*;

use super::{icones::Icone, tempo::hora};
use crate::{
    app::contexto::{endereco, use_visita},
    server::{config::Contato, financeiro::Falha, session::Visita, storage::Origem},
};

/// Ways to reach the incorporadora.
#[component]
pub fn ContatoDaIncorporadora(
    /// Telephone and e-mail.
    contato: Contato,
) -> impl IntoView {
    let telefone = contato.telefone.map(|t| {
        let discar: String = t.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! { <a href=format!("tel:{discar}")>{t}</a> }
    });
    let email = contato.email.map(|e| view! { <a href=format!("mailto:{e}")>{e.clone()}</a> });
    view! { <p class="contato">{telefone}{email}</p> }
}

/// What CV's token opened is closed; the visit itself goes on.
pub const LANCAMENTO_EXPIRADO: &str =
    "O acesso que o portal nos deu terminou. Abra o Financeiro de novo no menu do portal para ver estes dados.";
/// The same, for a visit that began outside the portal.
pub const ACESSO_EXPIRADO: &str = "O acesso que o portal nos deu terminou. Saia e entre de novo para ver estes dados.";

/// How to come back, by the way the visitor came.
pub fn acesso_expirado() -> &'static str {
    match use_visita().map(|visita| visita.origem) {
        Some(Origem::Direto) => ACESSO_EXPIRADO,
        _ => LANCAMENTO_EXPIRADO,
    }
}

/// Title and explanation of a failure, in plain words.
fn palavras(falha: &Falha, assunto: &str) -> (&'static str, String, Icone) {
    match falha {
        Falha::Desconhecido => (
            "Seu cadastro não foi encontrado",
            "O sistema financeiro da incorporadora não encontrou um cliente com o seu documento. Isso acontece, por exemplo, \
             quando o contrato está no nome de outra pessoa. Fale com a incorporadora para conferir o cadastro."
                .to_owned(),
            Icone::Atencao,
        ),
        Falha::ForaDoAr => (
            "O sistema da incorporadora está fora do ar",
            format!("Não conseguimos consultar {assunto} agora. Isso não quer dizer que não existam. Tente de novo em alguns minutos."),
            Icone::ForaDoAr,
        ),
        Falha::Demorou => (
            "O sistema da incorporadora demorou a responder",
            format!("Esperamos o quanto foi possível e ainda não recebemos {assunto}. Isso não quer dizer que não existam. Tente de novo."),
            Icone::Relogio,
        ),
        Falha::SemPermissao => (
            "O acesso ao sistema da incorporadora foi recusado",
            format!("Não é nada com o seu cadastro: o plugin ficou sem permissão para consultar {assunto}. Avise a incorporadora."),
            Icone::Cadeado,
        ),
        Falha::LancamentoExpirado => ("O acesso terminou", acesso_expirado().to_owned(), Icone::Cadeado),
        Falha::RespostaInvalida => (
            "O sistema da incorporadora respondeu de forma incompleta",
            format!("Recebemos uma resposta em que não dá para confiar, por isso não mostramos {assunto}. Tente de novo em alguns minutos."),
            Icone::ForaDoAr,
        ),
        Falha::Recusado(mensagem) => (
            "A incorporadora não liberou esta consulta",
            format!("Mensagem do sistema: “{mensagem}”."),
            Icone::Atencao,
        ),
        Falha::Manutencao { ate } => (
            "O sistema da incorporadora está em manutenção",
            format!("Em manutenção até {}. Até lá não dá para consultar {assunto}. Isso não quer dizer que não existam.", hora(*ate)),
            Icone::Relogio,
        ),
        Falha::NaoOferecido => (
            "Não disponível",
            format!("O sistema da incorporadora não oferece {assunto} por aqui."),
            Icone::Atencao,
        ),
    }
}

/// How much a failed section says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alcance {
    /// The section is what the person came for: contact and support code too.
    Completo,
    /// Another section is the main one; repeating the contact would only take room.
    Breve,
}

/// A card in place of a section that failed.
#[component]
pub fn SecaoIndisponivel(
    /// Why.
    falha: Falha,
    /// What could not be read: "seus boletos".
    assunto: &'static str,
    /// Path of the page, for trying again.
    caminho: &'static str,
    /// How much to say.
    #[prop(default = Alcance::Completo)]
    alcance: Alcance,
    /// What follows from not knowing it.
    #[prop(optional)]
    consequencia: &'static str,
) -> impl IntoView {
    let visita = use_visita();
    let (titulo, explicacao, icone) = palavras(&falha, assunto);
    // Asking again cannot change what is not there.
    let pode_tentar = !matches!(falha, Falha::NaoOferecido | Falha::Desconhecido | Falha::LancamentoExpirado);
    let tentar = visita.clone().filter(|_| pode_tentar).map(|visita| view! { <TentarDeNovo visita caminho/> });
    let ajuda = visita.filter(|_| alcance == Alcance::Completo).map(|v| {
        view! {
            <ContatoDaIncorporadora contato=v.incorporadora.contato.clone()/>
            <p class="suporte">"Código de atendimento: " {v.codigo_suporte.to_string()}</p>
        }
    });
    view! {
        <section class="cartao estado perigo" class:breve=alcance == Alcance::Breve data-falha="">
            {icone.desenho()}
            <h2>{titulo}</h2>
            <p>{explicacao} " " {consequencia}</p>
            {tentar}
            {ajuda}
        </section>
    }
}

/// Asks again, past the short memory.
#[component]
pub fn TentarDeNovo(
    /// Whose page.
    visita: Visita,
    /// Path of the page.
    caminho: &'static str,
) -> impl IntoView {
    view! { <a class="botao menor" href=endereco(&visita, caminho, &[("atualizar", "1")])>"Tentar de novo"</a> }
}

/// In place of a section that failed on our side.
#[component]
pub fn SecaoQuebrada() -> impl IntoView {
    let codigo: Option<Arc<str>> = use_visita().map(|v| v.codigo_suporte);
    view! {
        <section class="cartao estado perigo" data-falha="">
            {Icone::ForaDoAr.desenho()}
            <h2>"Esta parte não pôde ser mostrada"</h2>
            <p>"Houve um erro do nosso lado e ele já foi registrado. O restante da página continua valendo. Tente de novo em alguns minutos."</p>
            {codigo.map(|c| view! { <p class="suporte">"Código de atendimento: " {c.to_string()}</p> })}
        </section>
    }
}
