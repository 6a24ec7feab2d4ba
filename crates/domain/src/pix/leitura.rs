//! From text to [`BrCode`]: structure, checksum, required fields, then the departures.

use super::{
    BrCode, Desvio, ErroPix, TipoPix,
    tlv::{Campos, Contagem, crc16},
};
use crate::dinheiro::Dinheiro;

/// EMV allows 512 characters; accents may double some of them.
const TEXTO_MAXIMO: usize = 1024;
const GUI: &str = "br.gov.bcb.pix";

pub(super) fn ler(texto: &str) -> Result<BrCode, ErroPix> {
    let payload = texto.trim();
    if payload.is_empty() {
        return Err(ErroPix::Vazio);
    }
    if payload.len() > TEXTO_MAXIMO || payload.chars().any(char::is_control) {
        return Err(ErroPix::Texto);
    }
    match com_contagem(payload, Contagem::Caracteres) {
        // In ASCII both counts are one.
        Err(_) if !payload.is_ascii() => com_contagem(payload, Contagem::Bytes),
        lido => lido,
    }
}

fn com_contagem(payload: &str, contagem: Contagem) -> Result<BrCode, ErroPix> {
    let campos = Campos::ler(payload, contagem)?;
    let mut desvios = Vec::new();
    if !payload.is_ascii() {
        desvios.push(Desvio::ForaDoAscii);
    }
    if contagem == Contagem::Bytes {
        desvios.push(Desvio::ComprimentoEmBytes);
    }
    conferir_crc(payload, &campos, &mut desvios)?;
    if campos.0.first() != Some(&(0, "01")) {
        return Err(if campos.get(0).is_some() { ErroPix::Fixo(0) } else { ErroPix::Falta(0) });
    }
    let conta = Conta::ler(&campos, contagem, &mut desvios)?;
    let url_recorrencia = recorrencia(&campos, contagem)?;
    let tipo = match (conta.chave, conta.url) {
        (Some(_), Some(_)) => return Err(ErroPix::ChaveEUrl),
        (Some(_), None) => TipoPix::Estatico,
        (None, Some(_)) => TipoPix::Dinamico,
        (None, None) if url_recorrencia.is_some() => TipoPix::Recorrencia,
        (None, None) => return Err(ErroPix::SemChaveNemUrl),
    };
    let categoria = campos.exigir(52)?;
    if categoria.len() != 4 || !so_digitos(categoria) {
        desvios.push(Desvio::CategoriaForaDoFormato);
    }
    if campos.exigir(53)? != "986" {
        return Err(ErroPix::Fixo(53));
    }
    let valor = campos.get(54).map(|texto| ler_valor(texto, &mut desvios)).transpose()?;
    if campos.exigir(58)? != "BR" {
        return Err(ErroPix::Fixo(58));
    }
    let nome = limitado(campos.exigir(59)?, 59, 25)?;
    let cidade = limitado(campos.exigir(60)?, 60, 15)?;
    let txid = ler_txid(&campos, contagem, &mut desvios)?;
    let iniciacao = campos.get(1);
    if iniciacao.is_some_and(|valor| valor != "11" && valor != "12") {
        desvios.push(Desvio::IniciacaoDesconhecida);
    }
    let dono = |texto: Option<&str>| texto.map(str::to_owned);
    Ok(BrCode {
        payload: payload.to_owned(),
        tipo,
        chave: dono(conta.chave),
        url: dono(conta.url),
        url_recorrencia: dono(url_recorrencia),
        descricao: dono(conta.descricao),
        fss: dono(conta.fss),
        iniciacao: dono(iniciacao),
        valor,
        nome: nome.to_owned(),
        cidade: cidade.to_owned(),
        txid: dono(txid),
        desvios,
    })
}

fn conferir_crc(payload: &str, campos: &Campos<'_>, desvios: &mut Vec<Desvio>) -> Result<(), ErroPix> {
    let crc = match campos.0.last() {
        Some(&(63, crc)) if crc.len() == 4 => crc,
        _ => return Err(ErroPix::SemCrc),
    };
    let assinado = &payload.as_bytes()[..payload.len() - 4];
    if !format!("{:04X}", crc16(assinado)).eq_ignore_ascii_case(crc) {
        return Err(ErroPix::Crc);
    }
    if crc.bytes().any(|b| b.is_ascii_lowercase()) {
        desvios.push(Desvio::CrcEmMinusculas);
    }
    Ok(())
}

/// The merchant account information of Pix, one of 26–51.
#[derive(Default)]
struct Conta<'a> {
    chave: Option<&'a str>,
    url: Option<&'a str>,
    descricao: Option<&'a str>,
    fss: Option<&'a str>,
}

impl<'a> Conta<'a> {
    fn ler(campos: &Campos<'a>, contagem: Contagem, desvios: &mut Vec<Desvio>) -> Result<Self, ErroPix> {
        let mut conta = None;
        for &(_, valor) in campos.0.iter().filter(|(id, _)| (26..=51).contains(id)) {
            let sub = Campos::ler(valor, contagem)?;
            let Some(gui) = sub.get(0).filter(|gui| gui.eq_ignore_ascii_case(GUI)) else { continue };
            if conta.is_some() {
                return Err(ErroPix::ContasDemais);
            }
            if gui != GUI {
                desvios.push(Desvio::GuiEmMaiusculas);
            }
            // The limit of 77 characters for key and URL needs no check: two digits of template length leave no more.
            let chave = sub.get(1);
            if chave.is_some_and(|chave| !chave_do_dict(chave)) {
                desvios.push(Desvio::ChaveForaDoFormatoDict);
            }
            let url = sub.get(25).map(conferir_url).transpose()?;
            conta = Some(Self { chave, url, descricao: sub.get(2), fss: sub.get(3) });
        }
        conta.ok_or(ErroPix::SemConta)
    }
}

/// Pix Automático: a template of 80–99 with the GUI of Pix and a URL.
fn recorrencia<'a>(campos: &Campos<'a>, contagem: Contagem) -> Result<Option<&'a str>, ErroPix> {
    for &(_, valor) in campos.0.iter().filter(|(id, _)| (80..=99).contains(id)) {
        let sub = Campos::ler(valor, contagem)?;
        if sub.get(0).is_some_and(|gui| gui.eq_ignore_ascii_case(GUI))
            && let Some(url) = sub.get(25)
        {
            return conferir_url(url).map(Some);
        }
    }
    Ok(None)
}

fn conferir_url(url: &str) -> Result<&str, ErroPix> {
    if url.contains("://") {
        return Err(ErroPix::UrlComEsquema);
    }
    let (dominio, caminho) = url.split_once('/').unwrap_or((url, ""));
    let rotulo_bom =
        |rotulo: &str| !rotulo.is_empty() && rotulo.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !dominio.contains('.') || !dominio.split('.').all(rotulo_bom) {
        return Err(ErroPix::UrlSemDominio);
    }
    if caminho.is_empty() || !caminho.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(ErroPix::UrlMalformada);
    }
    Ok(url)
}

/// A point as decimal separator, at most 13 characters; two decimals expected, one or none tolerated.
fn ler_valor(texto: &str, desvios: &mut Vec<Desvio>) -> Result<Dinheiro, ErroPix> {
    let (inteiros, decimais) = texto.split_once('.').unwrap_or((texto, ""));
    let bom = texto.len() <= 13
        && !inteiros.is_empty()
        && so_digitos(inteiros)
        && so_digitos(decimais)
        && decimais.len() <= 2
        && !(decimais.is_empty() && texto.contains('.'));
    if !bom {
        return Err(ErroPix::Valor);
    }
    if decimais.len() != 2 {
        desvios.push(Desvio::ValorSemDuasCasas);
    }
    format!("{inteiros}{decimais:0<2}").parse().map(Dinheiro::de_centavos).map_err(|_| ErroPix::Valor)
}

fn ler_txid<'a>(
    campos: &Campos<'a>,
    contagem: Contagem,
    desvios: &mut Vec<Desvio>,
) -> Result<Option<&'a str>, ErroPix> {
    let txid = campos.get(62).map(|valor| Campos::ler(valor, contagem)).transpose()?.and_then(|sub| sub.get(5));
    match txid {
        None => desvios.push(Desvio::SemTxid),
        Some("***") => {}
        Some(txid) if txid.len() <= 25 && txid.bytes().all(|b| b.is_ascii_alphanumeric()) => {}
        Some(_) => desvios.push(Desvio::TxidForaDoFormato),
    }
    Ok(txid.filter(|&txid| txid != "***"))
}

/// CPF, CNPJ, telephone, e-mail or random key, as the DICT's own patterns have them.
fn chave_do_dict(chave: &str) -> bool {
    let bytes = chave.as_bytes();
    let cpf = bytes.len() == 11 && so_digitos(chave);
    let cnpj = bytes.len() == 14
        && bytes[..12].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && bytes[12..].iter().all(u8::is_ascii_digit);
    let telefone = chave
        .strip_prefix('+')
        .is_some_and(|numero| (8..=15).contains(&numero.len()) && so_digitos(numero) && !numero.starts_with('0'));
    cpf || cnpj || telefone || email_do_dict(chave) || aleatoria(bytes)
}

fn email_do_dict(chave: &str) -> bool {
    chave.split_once('@').is_some_and(|(nome, dominio)| {
        !nome.is_empty()
            && nome.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".!#$&'*+/=?^_`{|}~-".contains(&b))
            && dominio.split('.').all(|rotulo| {
                !rotulo.is_empty() && rotulo.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            })
    })
}

/// A UUID in lower case.
fn aleatoria(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        })
}

fn limitado(texto: &str, campo: u8, maximo: u8) -> Result<&str, ErroPix> {
    if texto.chars().count() > usize::from(maximo) { Err(ErroPix::Longo { campo, maximo }) } else { Ok(texto) }
}

fn so_digitos(texto: &str) -> bool {
    texto.bytes().all(|b| b.is_ascii_digit())
}
