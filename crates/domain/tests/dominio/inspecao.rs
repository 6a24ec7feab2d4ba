//! The JSON of `financeiro inspect`, which is public interface.

use domain::inspecao;
use jiff::civil::date;

#[test]
fn a_boleto_is_printed_with_the_names_of_the_design() {
    let visto = inspecao::boleto("34191.10121 34567.880058 71234.570001 6 16670000012345", date(2026, 11, 21));
    insta::assert_json_snapshot!(visto, @r#"
    {
      "valido": true,
      "tipo": "cobranca",
      "codigo_barras": "34196166700000123451101234567880057123457000",
      "linha_digitavel": "34191101213456788005871234570001616670000012345",
      "banco": "341",
      "valor": "123.45",
      "vencimento": "2026-12-21",
      "motivo": null
    }
    "#);
    let visto = inspecao::boleto("34191.10121 34567.880058 71234.570001 6 16670000012346", date(2026, 11, 21));
    insta::assert_json_snapshot!(visto, @r#"
    {
      "valido": false,
      "tipo": "cobranca",
      "codigo_barras": null,
      "linha_digitavel": null,
      "banco": null,
      "valor": null,
      "vencimento": null,
      "motivo": "dígito verificador geral não confere"
    }
    "#);
}

#[test]
fn a_pix_is_printed_with_the_names_of_the_design() {
    let visto = inspecao::pix(
        "00020101021226370014br.gov.bcb.pix0115teste@teste.com52040000530398654031005802BR5914NOME_DA_PESSOA6006CIDADE62160512id-transacao6304DA67",
    );
    insta::assert_json_snapshot!(visto, @r#"
    {
      "valido": true,
      "conforme_manual": false,
      "tipo": "estatico",
      "chave": "teste@teste.com",
      "url": null,
      "valor": "100.00",
      "nome": "NOME_DA_PESSOA",
      "cidade": "CIDADE",
      "txid": "id-transacao",
      "motivo": "54_sem_duas_casas, txid_fora_de_1_a_25_alfanumericos"
    }
    "#);
    let visto = inspecao::pix("000201");
    assert!(!visto.valido && !visto.conforme_manual && visto.motivo.is_some());
}

#[test]
fn a_document_is_printed_with_the_names_of_the_design() {
    insta::assert_json_snapshot!(inspecao::documento("12.ABC.345/01DE-35"), @r#"
    {
      "valido": true,
      "tipo": "cnpj",
      "normalizado": "12ABC34501DE35",
      "formatado": "12.ABC.345/01DE-35",
      "mascarado": "**.ABC.345/01DE-**",
      "motivo": null
    }
    "#);
    insta::assert_json_snapshot!(inspecao::documento("111.444.777-34"), @r#"
    {
      "valido": false,
      "tipo": "cpf",
      "normalizado": null,
      "formatado": null,
      "mascarado": null,
      "motivo": "dígito verificador do documento não confere"
    }
    "#);
}
