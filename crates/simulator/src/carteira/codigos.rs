//! Payment codes: right ones, made with the domain crate, and deliberately wrong ones.

use anyhow::Context as _;
use domain::{
    boleto::Boleto,
    dinheiro::Dinheiro,
    pix::{PixDinamico, PixEstatico},
};
use jiff::civil::Date;

use super::sorte::Sorte;

/// Name the payer sees at the bank.
const BENEFICIARIO: &str = "Construtora Horizonte";
const CIDADE: &str = "Aracaju";
/// Random key of a Pix account.
const CHAVE_PIX: &str = "7d9f0335-8dcc-4054-9bf9-0dbd61d36906";

/// The 47 digits of a line with right check digits.
pub(crate) fn linha(
    sorte: Sorte,
    banco: &str,
    fatura: &str,
    vencimento: Date,
    valor: Dinheiro,
) -> anyhow::Result<String> {
    let livre = campo_livre(sorte, banco, fatura);
    let boleto = Boleto::montar_cobranca(banco, Some(vencimento), valor, &livre)
        .with_context(|| format!("boleto da fatura {fatura}"))?;
    Ok(boleto.linha_digitavel())
}

/// A dynamic code: the amount lives behind the URL.
pub(super) fn pix_dinamico(sorte: Sorte, fatura: &str) -> anyhow::Result<String> {
    let pix = PixDinamico {
        url: format!("pix.example.com/qr/v2/cobv/{}", sorte.hexa(&format!("pix/{fatura}"))),
        nome: BENEFICIARIO.to_owned(),
        cidade: CIDADE.to_owned(),
    };
    Ok(pix.montar().with_context(|| format!("Pix da fatura {fatura}"))?.payload().to_owned())
}

/// A static code with the amount in it.
pub(super) fn pix_estatico(fatura: &str, valor: Dinheiro) -> anyhow::Result<String> {
    let pix = PixEstatico {
        chave: CHAVE_PIX.to_owned(),
        valor: Some(valor),
        nome: BENEFICIARIO.to_owned(),
        cidade: CIDADE.to_owned(),
        txid: Some(format!("FAT{fatura}")),
        descricao: None,
    };
    Ok(pix.montar().with_context(|| format!("Pix da fatura {fatura}"))?.payload().to_owned())
}

/// The same code with one digit changed at `posicao` from the end.
pub(super) fn quebrar(codigo: &str, posicao: usize) -> String {
    let mut bytes = codigo.as_bytes().to_vec();
    if let Some(byte) = bytes.iter_mut().rev().nth(posicao) {
        *byte = if *byte == b'7' { b'3' } else { b'7' };
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// The 25 digits as the bank lays them out.
fn campo_livre(sorte: Sorte, banco: &str, fatura: &str) -> String {
    let nosso = sorte.digitos(&format!("nosso-numero/{fatura}"), 11);
    match banco {
        // Itaú: carteira 109, nosso número 8 and its digit, agência 4, conta 5 and its digit, 000.
        "341" => {
            let (agencia, conta, nosso) = ("0562", "40781", &nosso[..8]);
            let dac = mod10(&format!("{agencia}{conta}109{nosso}"));
            let dac_conta = mod10(&format!("{agencia}{conta}"));
            format!("109{nosso}{dac}{agencia}{conta}{dac_conta}000")
        }
        // Bradesco: agência 4, carteira 09, nosso número 11, conta 7, zero.
        "237" => format!("155009{nosso}00419870"),
        // Banco do Brasil with a seven-digit convênio: six zeros, convênio 7, nosso número 10, carteira 17.
        _ => format!("0000003128557{}17", &nosso[..10]),
    }
}

/// Weights 2, 1 from the right, digits of the products added: how Itaú guards account and number.
fn mod10(texto: &str) -> u32 {
    let soma: u32 = texto
        .bytes()
        .rev()
        .zip([2_u32, 1].into_iter().cycle())
        .map(|(byte, peso)| {
            let produto = u32::from(byte - b'0') * peso;
            produto / 10 + produto % 10
        })
        .sum();
    (10 - soma % 10) % 10
}
