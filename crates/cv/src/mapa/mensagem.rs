//! Messages.

use jiff::civil::{DateTime, Time};
use leitura::{Ilegivel, Linha, escalar};

use super::{ligacao, nomeado, texto};
use crate::modelo::{Autor, MensagemCv};

/// Longest text kept, in characters.
const TEXTO: usize = 4000;

pub(crate) fn mensagem(linha: Linha<'_>) -> Result<MensagemCv, Ilegivel> {
    Ok(MensagemCv {
        id: ligacao(linha, &["idmensagem", "id_mensagem", "id"]),
        texto: corpo(linha).ok_or(Ilegivel("texto"))?,
        quando: momento(linha, &["data", "data_cad", "data_envio", "criado_em", "data_hora"]),
        autor: autor(linha),
        nome: nomeado(linha, &["autor", "remetente", "usuario", "nome"]),
        assunto: texto(linha, &["assunto", "titulo"]),
    })
}

/// As [`Linha::texto`], with line breaks and room for a letter.
fn corpo(linha: Linha<'_>) -> Option<String> {
    let (_, valor) = linha.valor(&["texto", "mensagem", "descricao", "conteudo"])?;
    let bruto = escalar(valor)?.replace("\r\n", "\n");
    let limpo: String = bruto.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).take(TEXTO).collect();
    let limpo = limpo.trim();
    (!limpo.is_empty()).then(|| limpo.to_owned())
}

fn autor(linha: Linha<'_>) -> Autor {
    if let Some(cliente) = linha.sim_ou_nao(&["do_cliente", "enviada_pelo_cliente"]) {
        return if cliente { Autor::Cliente } else { Autor::Incorporadora };
    }
    let palavra = texto(linha, &["tipo_autor", "autor_tipo", "tipo_remetente", "origem", "tipo", "painel"]);
    match palavra.unwrap_or_default().to_lowercase().as_str() {
        "cliente" | "c" | "comprador" | "portal" | "portal do cliente" => Autor::Cliente,
        "gestor" | "g" | "construtora" | "incorporadora" | "empresa" | "usuario" | "usuário" | "atendente" => {
            Autor::Incorporadora
        }
        _ => Autor::Desconhecido,
    }
}

/// `AAAA-MM-DD HH:MM[:SS]`, `DD/MM/AAAA HH:MM[:SS]`, with `T` or a space between; midnight when there is no readable time.
fn momento(linha: Linha<'_>, nomes: &[&'static str]) -> Option<DateTime> {
    let data = linha.data(nomes).ok().flatten()?;
    let (_, valor) = linha.valor(nomes)?;
    let bruto = escalar(valor)?;
    let hora = bruto.split_once(['T', 't', ' ']).map(|(_, resto)| resto.trim()).and_then(hora);
    Some(data.to_datetime(hora.unwrap_or_else(Time::midnight)))
}

fn hora(texto: &str) -> Option<Time> {
    let mut partes = texto.get(..8).or_else(|| texto.get(..5))?.split(':');
    let mut numero = || partes.next().map_or(Some(0), |parte| parte.parse::<i8>().ok());
    Time::new(numero()?, numero()?, numero()?, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn lida(linha: serde_json::Value) -> Result<MensagemCv, Ilegivel> {
        mensagem(Linha(linha.as_object().unwrap()))
    }

    #[test]
    fn times_come_both_ways_and_a_bad_one_costs_only_itself() {
        for (texto, hora) in [
            ("2026-11-20 14:05:09", (14, 5, 9)),
            ("2026-11-20T14:05:09-03:00", (14, 5, 9)),
            ("20/11/2026 14:05", (14, 5, 0)),
            ("2026-11-20", (0, 0, 0)),
            ("20/11/2026 99:99", (0, 0, 0)),
        ] {
            let quando = lida(json!({"texto": "a", "data": texto})).unwrap().quando.unwrap();
            assert_eq!(quando, date(2026, 11, 20).at(hora.0, hora.1, hora.2, 0), "{texto}");
        }
        assert_eq!(lida(json!({"texto": "a", "data": "ontem"})).unwrap().quando, None);
    }

    #[test]
    fn the_text_keeps_its_lines_and_loses_its_controls() {
        let lida_ = lida(json!({"mensagem": " Olá\r\nbom\u{0} dia ", "tipo": "Gestor"})).unwrap();
        assert_eq!((lida_.texto.as_str(), lida_.autor), ("Olá\nbom  dia", Autor::Incorporadora));
        assert_eq!(lida(json!({"texto": "é".repeat(9000)})).unwrap().texto.chars().count(), 4000);
        assert_eq!(lida(json!({"id": 1})), Err(Ilegivel("texto")));
    }
}
