//! Vectors and properties of the BR Code.

use domain::{
    dinheiro::Dinheiro,
    pix::{BrCode, Desvio, ErroPix, PixDinamico, PixEstatico, TipoPix, crc16},
};
use proptest::prelude::*;

use crate::vetores::{arquivo, lista, texto};

#[test]
fn every_published_code_is_judged_and_decoded_as_its_source_says() {
    let arquivo = arquivo("pix.json");
    let vetores = lista(&arquivo["vetores"]);
    let validos = vetores.iter().filter(|vetor| vetor["valido"] == true).count();
    let conformes = vetores.iter().filter(|vetor| vetor["conforme_manual"] == true).count();
    assert_eq!((vetores.len(), validos, conformes), (26, 14, 7), "vectors were added or lost");
    for vetor in vetores {
        let id = texto(vetor, "id");
        let payload = texto(vetor, "payload");
        let pix = match BrCode::ler(payload) {
            Ok(pix) => pix,
            Err(erro) => {
                assert_eq!(vetor["valido"], false, "{id}: {erro}");
                let codigos: Vec<&str> =
                    lista(&vetor["erros"]).iter().map(|e| e.as_str().unwrap().split(':').next().unwrap()).collect();
                assert!(codigos.contains(&codigo(erro).as_str()), "{id}: {erro:?} is not among {codigos:?}");
                continue;
            }
        };
        assert_eq!(vetor["valido"], true, "{id}");
        assert_eq!(pix.payload(), payload, "{id}");
        assert_eq!(pix.conforme_manual(), vetor["conforme_manual"].as_bool().unwrap(), "{id}: {:?}", pix.desvios());
        assert_eq!(pix.tipo().codigo(), texto(vetor, "tipo"), "{id}");
        assert_eq!(pix.iniciacao(), vetor["iniciacao"].as_str(), "{id}");
        assert_eq!(pix.chave(), vetor["chave"].as_str(), "{id}");
        assert_eq!(pix.url(), vetor["url"].as_str(), "{id}");
        assert_eq!(pix.url_recorrencia(), vetor["recorrencia_url"].as_str(), "{id}");
        assert_eq!(pix.descricao(), vetor["descricao"].as_str(), "{id}");
        assert_eq!(pix.fss(), vetor["fss"].as_str(), "{id}");
        assert_eq!(pix.valor(), vetor["valor"].as_str().map(|valor| Dinheiro::ler(valor).unwrap()), "{id}");
        assert_eq!(Some(pix.nome()), vetor["nome"].as_str(), "{id}");
        assert_eq!(Some(pix.cidade()), vetor["cidade"].as_str(), "{id}");
        assert_eq!(pix.txid(), vetor["txid"].as_str(), "{id}");
        assert!(payload.ends_with(texto(vetor, "crc")), "{id}");
        let desvios: Vec<&str> = pix.desvios().iter().map(|desvio| desvio.codigo()).collect();
        let esperados: Vec<&str> =
            vetor["desvios"].as_array().map(|d| d.iter().map(|d| d.as_str().unwrap()).collect()).unwrap_or_default();
        assert_eq!(desvios, esperados, "{id}");
    }
}

/// The name the vectors give to an error.
fn codigo(erro: ErroPix) -> String {
    match erro {
        ErroPix::Tlv => "tlv_malformado".to_owned(),
        ErroPix::SemCrc => "63_deve_ser_o_ultimo_com_4_caracteres".to_owned(),
        ErroPix::Crc => "crc".to_owned(),
        ErroPix::Falta(campo) => format!("falta_{campo:02}"),
        ErroPix::Longo { campo, maximo } => format!("{campo:02}_maior_que_{maximo}"),
        ErroPix::Valor => "54_valor_malformado".to_owned(),
        ErroPix::SemConta => "sem_conta_pix".to_owned(),
        ErroPix::ChaveEUrl => "chave_e_url_juntas".to_owned(),
        ErroPix::UrlComEsquema => "url_com_esquema".to_owned(),
        ErroPix::UrlSemDominio => "url_sem_dominio".to_owned(),
        outro => format!("{outro:?}"),
    }
}

#[test]
fn the_crc_is_the_one_of_the_catalogue() {
    assert_eq!(crc16(b"123456789"), 0x29B1);
    assert_eq!(crc16(b""), 0xFFFF);
}

/// Signs a code whose body is given.
fn assinar(corpo: &str) -> String {
    let corpo = format!("{corpo}6304");
    format!("{corpo}{:04X}", crc16(corpo.as_bytes()))
}

const CONTA: &str = "26330014br.gov.bcb.pix011112345678909";
const RESTO: &str = "5204000053039865802BR5901A6001B62070503***";

#[test]
fn each_structural_fault_has_its_own_error() {
    let com_url = |url: &str| {
        let conta = format!("0014br.gov.bcb.pix25{:02}{url}", url.len());
        format!("00020126{:02}{conta}{RESTO}", conta.len())
    };
    let duas = CONTA.replacen("26", "27", 1);
    for (corpo, erro) in [
        (format!("000202{CONTA}{RESTO}"), ErroPix::Fixo(0)),
        (format!("{CONTA}000201{RESTO}"), ErroPix::Fixo(0)),
        (format!("{CONTA}{RESTO}"), ErroPix::Falta(0)),
        (com_url("pix.example.com"), ErroPix::UrlMalformada),
        (com_url("pix.example.com/"), ErroPix::UrlMalformada),
        (com_url("pix.example.com/a b"), ErroPix::UrlMalformada),
        (com_url("eu@pix.example.com/a"), ErroPix::UrlSemDominio),
        (com_url("pix..com/a"), ErroPix::UrlSemDominio),
        (format!("000201{CONTA}{duas}{RESTO}"), ErroPix::ContasDemais),
        (format!("000201{CONTA}{CONTA}{RESTO}"), ErroPix::Repetido(26)),
        (format!("00020126180014br.gov.bcb.pix{RESTO}"), ErroPix::SemChaveNemUrl),
        (format!("000201{CONTA}{RESTO}").replace("5303986", "5303840"), ErroPix::Fixo(53)),
        (format!("000201{CONTA}{RESTO}").replace("5802BR", "5802US"), ErroPix::Fixo(58)),
        (format!("000201{CONTA}{RESTO}").replace("52040000", ""), ErroPix::Falta(52)),
        (format!("000201{CONTA}{RESTO}").replace("5901A", "5900"), ErroPix::Tlv),
        (format!("000201{CONTA}5404-1.0{RESTO}"), ErroPix::Valor),
        (format!("000201{CONTA}54031,0{RESTO}"), ErroPix::Valor),
        (format!("000201{CONTA}540210.{RESTO}"), ErroPix::Tlv),
        (format!("000201{CONTA}540310.{RESTO}"), ErroPix::Valor),
    ] {
        assert_eq!(BrCode::ler(&assinar(&corpo)).unwrap_err(), erro, "{corpo}");
    }
    assert_eq!(BrCode::ler(" ").unwrap_err(), ErroPix::Vazio);
    assert_eq!(BrCode::ler(&"0".repeat(5000)).unwrap_err(), ErroPix::Texto);
    assert_eq!(BrCode::ler("000201\u{0}").unwrap_err(), ErroPix::Texto);
}

#[test]
fn a_code_that_only_authorises_recurring_payments_is_told_apart() {
    let corpo = format!("00020126180014br.gov.bcb.pix{RESTO}80390014br.gov.bcb.pix2517pix.example.com/r");
    let pix = BrCode::ler(&assinar(&corpo)).unwrap();
    assert_eq!((pix.tipo(), pix.url_recorrencia()), (TipoPix::Recorrencia, Some("pix.example.com/r")));
}

#[test]
fn accents_are_accepted_whichever_way_their_length_was_counted() {
    for (nome, desvios) in
        [("5904José", vec![Desvio::ForaDoAscii]), ("5905José", vec![Desvio::ForaDoAscii, Desvio::ComprimentoEmBytes])]
    {
        let corpo = format!("000201{CONTA}{}", RESTO.replace("5901A", nome));
        let pix = BrCode::ler(&assinar(&corpo)).unwrap();
        assert_eq!((pix.nome(), pix.desvios()), ("José", desvios.as_slice()));
    }
}

#[test]
fn debug_shows_neither_key_nor_payload() {
    let pix = BrCode::ler(&assinar(&format!("000201{CONTA}{RESTO}"))).unwrap();
    let visto = format!("{pix:?}");
    assert!(!visto.contains("12345678909") && !visto.contains("0014br"), "{visto}");
}

#[test]
fn the_text_is_kept_as_received_but_for_the_ends() {
    let payload = assinar(&format!("000201{CONTA}{RESTO}"));
    assert_eq!(BrCode::ler(&format!("\n {payload} \r\n")).unwrap().payload(), payload);
}

fn estatico() -> impl Strategy<Value = PixEstatico> {
    (
        prop_oneof!["[0-9]{11}", "[a-z]{1,10}@[a-z]{1,8}\\.com", "\\+55[1-9]{2}9[0-9]{8}"],
        prop::option::of(0_i64..=999_999_999_999),
        "[A-Za-zÀ-ü ]{0,40}[a-z]",
        "[a-z][A-Za-zÀ-ü ]{0,40}",
        prop::option::of("[A-Za-z0-9]{1,25}"),
        prop::option::of("[a-z][A-Za-z0-9 ]{0,18}"),
    )
        .prop_map(|(chave, centavos, nome, cidade, txid, descricao)| PixEstatico {
            chave,
            valor: centavos.map(Dinheiro::de_centavos),
            nome: format!("x{nome}"),
            cidade,
            txid,
            descricao,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_assembled_static_code_conforms_and_gives_its_parts_back(partes in estatico()) {
        let pix = partes.montar().unwrap();
        prop_assert!(pix.conforme_manual(), "{:?}", pix.desvios());
        let lido = BrCode::ler(pix.payload()).unwrap();
        prop_assert_eq!(lido.tipo(), TipoPix::Estatico);
        prop_assert_eq!(lido.chave(), Some(partes.chave.as_str()));
        prop_assert_eq!(lido.valor(), partes.valor);
        prop_assert_eq!(lido.txid(), partes.txid.as_deref());
        prop_assert_eq!(lido.descricao(), partes.descricao.as_deref().map(str::trim));
        prop_assert!(lido.nome().is_ascii() && lido.cidade().is_ascii());
        prop_assert_eq!(lido, pix);
    }

    #[test]
    fn an_assembled_dynamic_code_conforms_and_gives_its_url_back(url in "[a-z]{2,20}\\.[a-z]{2,10}/[a-z0-9/]{1,40}") {
        let partes = PixDinamico { url: url.clone(), nome: "Construtora Horizonte".into(), cidade: "São Cristóvão".into() };
        let pix = partes.montar().unwrap();
        prop_assert!(pix.conforme_manual(), "{:?}", pix.desvios());
        prop_assert_eq!((pix.tipo(), pix.url(), pix.cidade()), (TipoPix::Dinamico, Some(url.as_str()), "Sao Cristovao"));
    }

}

proptest! {
    // Each case is some 15,000 readings.
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// A CRC of 16 bits sees every change within 16 bits; the case of its own letters is the only freedom.
    #[test]
    fn any_single_character_changed_is_caught(partes in estatico()) {
        let pix = partes.montar().unwrap();
        let original = pix.payload();
        for posicao in 0..original.len() {
            for novo in (0x20..0x7f).filter(|&b| b != original.as_bytes()[posicao]) {
                let mut bytes = original.as_bytes().to_vec();
                bytes[posicao] = novo;
                let trocado = String::from_utf8(bytes).unwrap();
                let so_caixa = posicao >= original.len() - 4 && trocado.eq_ignore_ascii_case(original);
                prop_assert_eq!(BrCode::ler(&trocado).is_ok(), so_caixa, "position {}", posicao);
            }
        }
    }
}
