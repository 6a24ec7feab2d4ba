//! Dates and times as people read them, with the machine's form beside.

use domain::calendario;
use jiff::{Timestamp, civil::Date};
use leptos::prelude::*;

use super::{estado::acesso_expirado, icones::Icone};
use crate::{
    app::contexto::use_estado,
    server::{
        financeiro::{Momento, Motivo},
        relogio::no_brasil,
    },
};

/// `30/11/2026`.
#[component]
pub fn Data(
    /// The date.
    data: Date,
) -> impl IntoView {
    view! { <time datetime=data.to_string()>{calendario::curta(data)}</time> }
}

/// `14:32`, by the clocks of São Paulo.
pub fn hora(instante: Timestamp) -> String {
    let local = no_brasil(instante);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// When the figures of a section were read: "Atualizado às 14:32", or, when they are the last ones known, since when and why.
#[component]
pub fn Carimbo(
    /// When the ERP answered.
    momento: Momento,
) -> impl IntoView {
    match momento.antiga {
        None => view! {
            <p class="carimbo">
                <span>"Atualizado às " <time datetime=momento.em.to_string()>{hora(momento.em)}</time></span>
            </p>
        }
        .into_any(),
        Some(motivo) => view! {
            <p class="nota" role="status" data-antiga="">
                {Icone::Relogio.desenho()}
                <span>
                    <strong>"Dados de " <time datetime=momento.em.to_string()>{quando(momento.em)}</time> "."</strong> " "
                    {por_que(motivo)}
                </span>
            </p>
        }
        .into_any(),
    }
}

/// Before the codes of a charge known from earlier: nothing when it was just read.
#[component]
pub fn AvisoDeValorAntigo(
    /// When the ERP answered.
    momento: Momento,
) -> impl IntoView {
    (!momento.atual()).then(|| {
        view! {
            <p class="nota" data-antiga="">
                {Icone::Atencao.desenho()}
                <span>
                    "Valor e códigos são de " {quando(momento.em)}
                    ". O valor pode ter mudado e o pagamento pode já ter sido registrado: antes de confirmar, confira no banco quem recebe e quanto."
                </span>
            </p>
        }
    })
}

/// "hoje, 14:32", "ontem, 23:50".
pub fn quando(instante: Timestamp) -> String {
    let dia = no_brasil(instante).date();
    let hoje = use_estado().map(|estado| estado.financeiro.relogio().hoje());
    let dia = match hoje {
        Some(hoje) if hoje == dia => "hoje".to_owned(),
        Some(hoje) if hoje.yesterday().ok() == Some(dia) => "ontem".to_owned(),
        _ => calendario::curta(dia),
    };
    format!("{dia}, {}", hora(instante))
}

/// Why nothing newer can be shown.
fn por_que(motivo: Motivo) -> String {
    match motivo {
        Motivo::ForaDoAr => "O sistema da incorporadora está fora do ar.".to_owned(),
        Motivo::Demorou => "O sistema da incorporadora demorou a responder.".to_owned(),
        Motivo::SemPermissao => {
            "O sistema da incorporadora recusou o acesso do plugin; avise a incorporadora.".to_owned()
        }
        Motivo::LancamentoExpirado => acesso_expirado().to_owned(),
        Motivo::RespostaInvalida => "O sistema da incorporadora respondeu de forma incompleta.".to_owned(),
        Motivo::Manutencao { ate } => format!("O sistema da incorporadora está em manutenção até {}.", hora(ate)),
    }
}
