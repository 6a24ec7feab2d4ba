//! The strip over every page of a preview: whose pages these are, until when, and the way out.

use jiff::Timestamp;
use leptos::prelude::*;

use super::{icones::Icone, tempo::hora};
use crate::{
    app::contexto::{endereco, use_estado},
    server::session::Visita,
};

/// Nothing outside of a preview.
#[component]
pub fn FaixaDaPrevia(
    /// Whose page.
    visita: Visita,
) -> impl IntoView {
    let ate = visita.previa?.ate;
    let agora = use_estado()?.relogio.agora();
    let cliente = visita.principal.nome.clone().unwrap_or_else(|| "o cliente".to_owned());
    let incorporadora = visita.incorporadora.nome.clone();
    Some(view! {
        <section class="previa" aria-label="Prévia">
            {Icone::Olho.desenho()}
            <p>
                "Você está vendo o Financeiro de " {incorporadora} " como " <strong>{cliente}</strong>
                " vê. Somente leitura. Termina às " <time datetime=ate.to_string()>{hora(ate)}</time> " (" {faltam(ate, agora)}
                ")."
            </p>
            <form method="post" action=endereco(&visita, "/gestor/previa/encerrar", &[])>
                <button class="botao menor" type="submit">"Encerrar"</button>
            </form>
        </section>
    })
}

/// "faltam 12 min", counting the minute that has begun.
fn faltam(ate: Timestamp, agora: Timestamp) -> String {
    match u64::try_from(ate.duration_since(agora).as_secs()).unwrap_or(0).div_ceil(60) {
        0 | 1 => "falta 1 min".to_owned(),
        minutos => format!("faltam {minutos} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_counts_the_minute_that_has_begun() {
        let em = |segundos: i64| faltam(Timestamp::from_second(segundos).unwrap(), Timestamp::UNIX_EPOCH);
        assert_eq!(em(15 * 60), "faltam 15 min");
        assert_eq!(em(14 * 60 + 1), "faltam 15 min");
        assert_eq!(em(61), "faltam 2 min");
        for segundos in [60, 1, 0, -5] {
            assert_eq!(em(segundos), "falta 1 min");
        }
    }
}
