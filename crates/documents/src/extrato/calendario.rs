//! Due dates for a calendar (RFC 5545).

use std::{collections::HashMap, fmt::Write as _};

use jiff::{
    civil::{Date, DateTime},
    tz::Offset,
};
use sha2::{Digest, Sha256};

use super::{Extrato, Linha, Situacao};
use crate::texto;

/// Octets of a line without its end.
const LINHA_MAXIMA: usize = 75;
/// Characters of a text from outside; calendars show one line.
const TEXTO_MAXIMO: usize = 500;
/// São Paulo has had no daylight saving time since 2019.
const BRASILIA: Offset = Offset::constant(-3);
/// Nine in the morning of the day before: an all-day event starts at midnight, and nobody wants to be woken by a parcela.
const AVISO: &str = "-PT15H";

/// Whether [`ics`] has anything to tell. A calendar without events is not valid, so a page offers it only when this is true.
pub fn tem_vencimentos(extrato: &Extrato) -> bool {
    vencimentos(extrato).next().is_some()
}

/// The due dates of the parcelas to be paid ([`Situacao::Aberta`]) as all-day events with a reminder at nine in the morning of
/// the day before.
///
/// Overdue ones are left out: a reminder in the past reminds nobody. The identity of an event comes from title, contract, due
/// date and description, so that importing a newer file updates instead of doubling. The amount carries the date it was
/// calculated on, since it changes. There is no organizer: with one, calendars take a due date for an invitation.
pub fn ics(extrato: &Extrato) -> Vec<u8> {
    let mut saida = Dobrada::default();
    let agora = momento(em_utc(extrato.gerado_em));
    saida.linha("BEGIN:VCALENDAR");
    saida.linha("VERSION:2.0");
    saida.linha("PRODID:-//Financeiro//Extrato//PT-BR");
    saida.linha("CALSCALE:GREGORIAN");
    saida.linha("METHOD:PUBLISH");
    saida.texto("X-WR-CALNAME", &extrato.titulo);
    let mut repetidas = HashMap::new();
    for (linha, dia) in vencimentos(extrato) {
        let identidade = identidade(extrato, linha, dia);
        let vezes: &mut u32 = repetidas.entry(identidade.clone()).or_default();
        *vezes += 1;
        saida.linha("BEGIN:VEVENT");
        // Two equal rows are two parcelas: without the number a calendar would keep one of them.
        if *vezes == 1 {
            saida.linha(&format!("UID:{identidade}@financeiro"));
        } else {
            saida.linha(&format!("UID:{identidade}-{vezes}@financeiro"));
        }
        saida.linha(&format!("DTSTAMP:{agora}"));
        saida.linha(&format!("DTSTART;VALUE=DATE:{}", compacta(dia)));
        if let Ok(seguinte) = dia.tomorrow() {
            saida.linha(&format!("DTEND;VALUE=DATE:{}", compacta(seguinte)));
        }
        let resumo = format!("Vence: {}", linha.descricao);
        saida.texto("SUMMARY", &resumo);
        saida.texto("DESCRIPTION", &detalhes(extrato, linha));
        saida.linha("TRANSP:TRANSPARENT");
        saida.linha("BEGIN:VALARM");
        saida.linha("ACTION:DISPLAY");
        saida.texto("DESCRIPTION", &resumo);
        saida.linha(&format!("TRIGGER:{AVISO}"));
        saida.linha("END:VALARM");
        saida.linha("END:VEVENT");
    }
    saida.linha("END:VCALENDAR");
    saida.0.into_bytes()
}

/// Civil time of Brasília in UTC.
pub(super) fn em_utc(local: DateTime) -> DateTime {
    BRASILIA.to_timestamp(local).map_or(local, |instante| Offset::UTC.to_datetime(instante))
}

/// The format has years of four digits only.
fn vencimentos(extrato: &Extrato) -> impl Iterator<Item = (&Linha, Date)> {
    extrato
        .linhas
        .iter()
        .filter(|linha| linha.situacao == Situacao::Aberta)
        .filter_map(|linha| Some((linha, linha.vencimento.filter(|dia| dia.year() > 0)?)))
}

fn detalhes(extrato: &Extrato, linha: &Linha) -> String {
    let mut saida = texto::em_uma_linha(&extrato.titulo);
    if let Some(contrato) = &linha.contrato {
        saida.push_str("\nContrato ");
        saida.push_str(&texto::em_uma_linha(contrato));
    }
    if let Some(valor) = linha.valor_atual {
        // Into a String: cannot fail.
        let _ = write!(saida, "\nValor em {}: {}", texto::data(extrato.gerado_em.date()), valor.formatado());
    }
    saida.push_str("\nConfira o valor no portal do cliente antes de pagar.");
    saida
}

/// Each part with its length in front, so that no two different rows give the same text.
fn identidade(extrato: &Extrato, linha: &Linha, dia: Date) -> String {
    let mut resumo = Sha256::new();
    let dia = compacta(dia);
    for parte in [&extrato.titulo, linha.contrato.as_deref().unwrap_or_default(), &dia, &linha.descricao] {
        resumo.update(u64::try_from(parte.len()).unwrap_or(u64::MAX).to_be_bytes());
        resumo.update(parte.as_bytes());
    }
    resumo.finalize().iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn compacta(dia: Date) -> String {
    format!("{:04}{:02}{:02}", dia.year(), dia.month(), dia.day())
}

fn momento(utc: DateTime) -> String {
    format!("{}T{:02}{:02}{:02}Z", compacta(utc.date()), utc.hour(), utc.minute(), utc.second())
}

/// Content lines, folded.
#[derive(Default)]
struct Dobrada(String);

impl Dobrada {
    fn texto(&mut self, nome: &str, bruto: &str) {
        let limpo = texto::limitado(texto::limpo(bruto), TEXTO_MAXIMO).replace('\t', " ");
        let escapado = limpo.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
        self.linha(&format!("{nome}:{escapado}"));
    }

    /// Folds between characters: a line cut inside one is broken UTF-8 for whoever decodes before unfolding.
    fn linha(&mut self, conteudo: &str) {
        let mut octetos = 0;
        for caractere in conteudo.chars() {
            if octetos + caractere.len_utf8() > LINHA_MAXIMA {
                self.0.push_str("\r\n ");
                octetos = 1;
            }
            self.0.push(caractere);
            octetos += caractere.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
