//! Whatever comes from outside, every reader answers.

use domain::{
    boleto::{Boleto, digitos, nome_do_banco},
    conferencia::{conferir_boleto, conferir_pix},
    dinheiro::Dinheiro,
    documento::{Documento, Email, Telefone, completo},
    inspecao, itf,
    modelo::{BoletoEmitido, Composicao, SituacaoBoleto},
    nfse::ChaveNfse,
    pix::{BrCode, PixDinamico, PixEstatico, crc16},
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// Feeds one text to everything; also holds the invariant that errors never repeat what was read.
fn ler_tudo(texto: &str) {
    let hoje = date(2026, 11, 21);
    let mut erros = Vec::new();
    erros.extend(Dinheiro::ler(texto).err().map(|erro| erro.to_string()));
    erros.extend(Documento::ler(texto).err().map(|erro| erro.to_string()));
    erros.extend(Boleto::ler(texto).err().map(|erro| erro.to_string()));
    erros.extend(BrCode::ler(texto).err().map(|erro| erro.to_string()));
    erros.extend(Email::ler(texto).err().map(|erro| erro.to_string()));
    erros.extend(Telefone::ler(texto).err().map(|erro| erro.to_string()));
    if texto.len() > 8 {
        assert!(erros.iter().all(|erro| !erro.contains(texto)), "an error repeats its input");
    }
    if let Ok(documento) = Documento::estrangeiro(texto) {
        let _ = (documento.mascarado(), documento.formatado());
    }
    if let Ok(telefone) = Telefone::ler(texto) {
        let _ = (telefone.mascarado(), telefone.formatado());
    }
    if let Ok(email) = Email::ler(texto) {
        let _ = email.mascarado();
    }
    if let Ok(chave) = ChaveNfse::ler(texto) {
        let _ = (chave.agrupada(), chave.competencia(), chave.digito().len());
    }
    let _ = (itf::barras(texto), itf::elementos(texto), nome_do_banco(texto));
    let _ = (digitos::mod10(texto), digitos::mod11_cobranca(texto), digitos::mod11_arrecadacao(texto));
    let _ = (inspecao::boleto(texto, hoje), inspecao::pix(texto), inspecao::documento(texto));
    let _ = Boleto::montar_cobranca(texto, Some(hoje), Dinheiro::ZERO, texto);
    let dono = || texto.to_owned();
    let _ = PixEstatico {
        chave: dono(),
        nome: dono(),
        cidade: dono(),
        txid: Some(dono()),
        descricao: Some(dono()),
        valor: None,
    }
    .montar();
    let _ = PixDinamico { url: dono(), nome: dono(), cidade: dono() }.montar();
    let emitido = BoletoEmitido {
        id: String::new(),
        contratos: Vec::new(),
        historico: None,
        parcela: None,
        valor: Composicao::default(),
        emissao: None,
        vencimento: Some(Date::MAX),
        linha_digitavel: Some(dono()),
        pix: Some(dono()),
        banco: Some(dono()),
        pdf: None,
        situacao: SituacaoBoleto::Aberto,
    };
    let _ = (conferir_boleto(&emitido, Date::MIN), conferir_boleto(&emitido, hoje), conferir_pix(&emitido));
    let json = serde_json::Value::String(dono());
    let _ = completo::deserialize(&json);
    let _ = serde_json::from_value::<Dinheiro>(json);
}

/// Fields that fit each other, so that reading goes past structure and checksum.
fn tlv_assinado() -> impl Strategy<Value = String> {
    let campo =
        (0_u8..100, "[ -~é]{0,30}").prop_map(|(id, valor)| format!("{id:02}{:02}{valor}", valor.chars().count()));
    let subcampo =
        (0_u8..30, "[a-zA-Z0-9./@+:-]{0,20}").prop_map(|(id, valor)| format!("{id:02}{:02}{valor}", valor.len()));
    let conta = prop::collection::vec(subcampo, 0..4).prop_map(|subcampos| {
        let interno = format!("0014br.gov.bcb.pix{}", subcampos.concat());
        format!("26{:02}{interno}", interno.len().min(99))
    });
    (conta, prop::collection::vec(campo, 0..6), any::<bool>()).prop_map(|(conta, campos, completo)| {
        let fixos = if completo { "5204000053039865802BR5901A6001B62070503***" } else { "" };
        let corpo = format!("000201{conta}{fixos}{}6304", campos.concat());
        format!("{corpo}{:04X}", crc16(corpo.as_bytes()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_answered(texto in any::<String>()) {
        ler_tudo(&texto);
    }

    #[test]
    fn texts_of_the_right_alphabet_are_answered(
        texto in prop_oneof!["[0-9. -]{0,60}", "8?[0-9]{43,48}", "[0-9A-Za-z./*-]{9,20}", "[-+R$0-9., ]{0,24}", "[0-9]{45,52}é"]
    ) {
        ler_tudo(&texto);
    }

    #[test]
    fn signed_codes_with_any_fields_are_answered(texto in tlv_assinado()) {
        ler_tudo(&texto);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn long_texts_are_answered(texto in prop::collection::vec(any::<char>(), 4000..5001)) {
        ler_tudo(&texto.into_iter().collect::<String>());
    }
}

#[test]
fn awkward_texts_are_answered() {
    for texto in [
        "",
        " ",
        "\0",
        "é",
        "\u{202e}123",
        "0",
        "00",
        "0002",
        "000",
        "00é",
        "0001é",
        "63046304",
        "R$",
        "@",
        "@.",
        "8",
        "-",
    ] {
        ler_tudo(texto);
        ler_tudo(&texto.repeat(44));
        ler_tudo(&texto.repeat(5000));
    }
}
