//! Filters of the list of boletos: links and a GET form, no script.

use jiff::civil::Date;
use leptos::prelude::*;

use super::contratos::PARAMETRO;
use crate::{
    app::contexto::{Consulta, endereco, endereco_com},
    server::session::Visita,
};

/// The parts a list can be cut into, in the order of the chips; the default shows everything.
pub trait Situacao: Copy + PartialEq + Default + 'static {
    /// Value, name in the address, words on the chip.
    const TODAS: &'static [(Self, &'static str, &'static str)];

    /// Name in the address.
    fn texto(self) -> &'static str {
        Self::TODAS.iter().find(|(s, ..)| *s == self).map_or("", |(_, t, _)| t)
    }
}

/// What the address asks for. Values that make no sense count as absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filtros<S> {
    /// `situacao`
    pub situacao: S,
    /// `de`: due on or after.
    pub de: Option<Date>,
    /// `ate`: due on or before.
    pub ate: Option<Date>,
}

impl<S: Situacao> Filtros<S> {
    /// Reads `situacao`, `de` and `ate` (ISO dates, by due date, both inclusive).
    pub fn ler(consulta: &Consulta) -> Self {
        let situacao = consulta.valor("situacao").unwrap_or_default();
        Self {
            situacao: S::TODAS.iter().find(|(_, t, _)| *t == situacao).map(|(s, ..)| *s).unwrap_or_default(),
            de: consulta.valor("de").and_then(|d| d.parse().ok()),
            ate: consulta.valor("ate").and_then(|d| d.parse().ok()),
        }
    }

    /// Whether anything is being left out.
    pub fn ativo(&self) -> bool {
        *self != Self::default()
    }

    /// Whether a due date is inside the period. A row without a date is inside every period: it must not vanish.
    pub fn no_periodo(&self, vencimento: Option<Date>) -> bool {
        vencimento.is_none_or(|v| self.de.is_none_or(|de| v >= de) && self.ate.is_none_or(|ate| v <= ate))
    }

    /// As query parameters.
    pub fn parametros(&self) -> Vec<(&'static str, String)> {
        let mut lista = Vec::new();
        if self.situacao != S::default() {
            lista.push(("situacao", self.situacao.texto().to_owned()));
        }
        lista.extend(self.de.map(|d| ("de", d.to_string())));
        lista.extend(self.ate.map(|d| ("ate", d.to_string())));
        lista
    }

    /// [`Self::parametros`] and the contract, ready for an address.
    pub fn com_contrato(&self, contrato: Option<&str>) -> Vec<(&'static str, String)> {
        let mut parametros = self.parametros();
        parametros.extend(contrato.map(|c| (PARAMETRO, c.to_owned())));
        parametros
    }

    /// Chips for the situation, a folded form for the period.
    pub fn formulario(
        self,
        visita: &Visita,
        caminho: &'static str,
        contrato: Option<String>,
    ) -> impl IntoView + use<S> {
        let escolhas = S::TODAS
            .iter()
            .map(|(situacao, _, nome)| {
                let parametros = Self { situacao: *situacao, ..self }.com_contrato(contrato.as_deref());
                let atual = (*situacao == self.situacao).then_some("page");
                view! { <a href=endereco_com(visita, caminho, &parametros) aria-current=atual>{*nome}</a> }
            })
            .collect_view();
        let data = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
        view! {
            <nav class="escolhas" aria-label="Situação">{escolhas}</nav>
            <details class="detalhe periodo" open=self.de.is_some() || self.ate.is_some()>
                <summary>"Filtrar por vencimento"</summary>
                <form class="filtros" method="get" action=endereco(visita, caminho, &[])>
                    <input type="hidden" name="situacao" value=self.situacao.texto()/>
                    {contrato.map(|c| view! { <input type="hidden" name=PARAMETRO value=c/> })}
                    <div class="campos">
                        <label class="campo">"De " <input type="date" name="de" value=data(self.de)/></label>
                        <label class="campo">"Até " <input type="date" name="ate" value=data(self.ate)/></label>
                        <button class="botao menor" type="submit">"Filtrar"</button>
                    </div>
                </form>
            </details>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    enum Parte {
        #[default]
        Tudo,
        Vencidos,
    }

    impl Situacao for Parte {
        const TODAS: &'static [(Self, &'static str, &'static str)] =
            &[(Self::Tudo, "todos", "Todos"), (Self::Vencidos, "vencidos", "Em atraso")];
    }

    type Filtros = super::Filtros<Parte>;

    #[test]
    fn nonsense_in_the_address_filters_nothing() {
        let filtros = Filtros::ler(&Consulta::ler("situacao=xyz&de=ontem&ate=2026-13-40"));
        assert_eq!(filtros, Filtros::default());
        assert!(!filtros.ativo());
    }

    #[test]
    fn a_row_without_a_date_is_in_every_period() {
        let filtros = Filtros::ler(&Consulta::ler("de=2026-11-01&ate=2026-11-30"));
        assert!(filtros.no_periodo(None));
        assert!(filtros.no_periodo(Some(jiff::civil::date(2026, 11, 30))));
        assert!(!filtros.no_periodo(Some(jiff::civil::date(2026, 12, 1))));
    }

    #[test]
    fn filters_survive_a_round_trip_through_the_address() {
        let filtros = Filtros::ler(&Consulta::ler("situacao=vencidos&de=2026-01-02"));
        let texto = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(filtros.parametros()).finish();
        assert_eq!(Filtros::ler(&Consulta::ler(&texto)), filtros);
    }
}
