//! Icons as inline SVG, drawn on a 24-unit grid with the text's colour. Decoration only: the words stand beside them.

use leptos::prelude::*;

/// One icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icone {
    /// House.
    Inicio,
    /// Bars.
    Boleto,
    /// Lines of text.
    Extrato,
    /// Slip with a torn edge.
    Nota,
    /// Sheet with a percent sign.
    Imposto,
    /// Three dots.
    Mais,
    /// Two sheets.
    Copiar,
    /// Squares of a QR code.
    Qr,
    /// Shield with a tick.
    Conferido,
    /// Circle with an exclamation mark.
    Atencao,
    /// Tick in a circle.
    Certo,
    /// Cloud crossed out.
    ForaDoAr,
    /// Clock.
    Relogio,
    /// Downward chevron.
    Abrir,
    /// Backward chevron.
    Voltar,
    /// Padlock.
    Cadeado,
    /// Building.
    Predio,
    /// Magnifying glass.
    Procurar,
    /// A beating line.
    Pulso,
    /// Open eye.
    Olho,
    /// Head and shoulders.
    Pessoa,
    /// Sheet with a folded corner.
    Contrato,
    /// Folder.
    Pasta,
    /// Speech balloon.
    Balao,
}

impl Icone {
    const fn tracos(self) -> &'static str {
        match self {
            Self::Inicio => "M4 11l8-7 8 7v9H4z",
            Self::Boleto => "M4 6v12M8 6v12M12 6v12M15 6v12M20 6v12",
            Self::Extrato => "M5 6h14M5 12h14M5 18h9",
            Self::Nota => "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
            Self::Imposto => "M5 3h14v18H5zM9 9h.01M15 15h.01M15 9l-6 6",
            Self::Mais => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Copiar => {
                "M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5 15V6a2 2 0 0 1 2-2h8"
            }
            Self::Qr => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h3v3h-3zM20 14v6h-6M20 20h.01",
            Self::Conferido => "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
            Self::Atencao => "M12 8v5M12 16.5h.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
            Self::Certo => "M8 12.5l2.7 2.7L16 9.5M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
            Self::ForaDoAr => "M3 4l17 17M7 9a5 5 0 0 0 0 10h10M10 6.4A5 5 0 0 1 16.6 10 4.5 4.5 0 0 1 20.4 17",
            Self::Relogio => "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
            Self::Abrir => "M6 9l6 6 6-6",
            Self::Voltar => "M15 6l-6 6 6 6",
            Self::Predio => "M6 21V4h12v17M4 21h16M10 8h.01M14 8h.01M10 12h.01M14 12h.01M11 21v-4h2v4",
            Self::Procurar => "M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13zM15.5 15.5L20 20",
            Self::Pulso => "M3 12h4l3-7 4 14 3-7h4",
            Self::Olho => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"
            }
            Self::Pessoa => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20.5c1-4 4-6 8-6s7 2 8 6",
            Self::Contrato => "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
            Self::Pasta => "M3 6h6l2 3h10v10H3z",
            Self::Balao => "M4 5h16v11h-9l-5 4v-4H4z",
            Self::Cadeado => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
        }
    }

    /// The drawing.
    pub fn desenho(self) -> impl IntoView {
        view! {
            <svg
                viewBox="0 0 24 24"
                width="24"
                height="24"
                fill="none"
                stroke="currentColor"
                stroke-width="2"
                stroke-linecap="round"
                stroke-linejoin="round"
                aria-hidden="true"
            >
                <path d=self.tracos()></path>
            </svg>
        }
    }
}
