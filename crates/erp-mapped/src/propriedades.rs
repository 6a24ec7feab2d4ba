//! Whatever the ERP sends: no panic, and no row of anybody else.
//!
//! Each answer goes through 14 lists. A million decodings, in under a minute:
//! `PROPTEST_CASES=75000 cargo nextest run -p erp-mapped --lib -E 'test(no_answer_makes)'`.

use std::sync::LazyLock;

use domain::documento::Documento;
use jmespath::{Rcvar, Variable};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{arvore::Arvore, decodificar, mapeamento::Mapeamento};

const NOSSO: &str = "11144477735";
const OUTRO: &str = "52998224725";

/// Rows that name their owner, and rows that are believed because of how they were asked for.
static NOMEADAS: LazyLock<Mapeamento> =
    LazyLock::new(|| mapeamento("", "documento-titular = \"cpf || cliente.cpf || pagador.cpf\""));
static PEDIDAS: LazyLock<Mapeamento> = LazyLock::new(|| mapeamento("titular = \"pedido\"", ""));

fn mapeamento(titular: &str, campo: &str) -> Mapeamento {
    let campos = [
        (
            "boletos",
            "id, contrato, parcela, valor-original, valor, juros, emissao, vencimento, linha-digitavel, pix, banco, url-pdf, pdf-base64, situacao",
        ),
        ("parcelas", "id, contrato, numero, total, tipo, vencimento, valor, indice, pago-em, valor-pago"),
        ("pagamentos", "id, contrato, parcela, vencimento, pago-em, valor, principal"),
        ("notas-fiscais", "id, numero, emissao, valor, descricao, chave, url-pdf, url-xml"),
        ("quitacoes", "id, ano, valor, url-pdf"),
        ("contratos", "id, nome, empreendimento, unidade, situacao"),
        ("clientes", "id, nome, ativo"),
    ];
    let operacao = |(nome, lista): (&str, &str)| {
        let campos = lista.split(", ").map(|c| format!("{c} = '\"{c}\"'")).collect::<Vec<_>>().join("\n");
        format!(
            "[operacoes.{nome}]\ncaminho = \"/x\"\nquery = {{ d = \"{{documento}}\" }}\nlista = \"dados || @\"\n{titular}\n\
             [operacoes.{nome}.campos]\n{campo}\n{campos}\n"
        )
    };
    let toml: String = campos.into_iter().map(operacao).collect();
    Mapeamento::compilar(&Arvore::ler_toml(&toml).unwrap()).unwrap()
}

/// Everything each list would show of an answer, as text.
fn mostrado(mapeamento: &Mapeamento, corpo: &Value) -> String {
    let corpo = Rcvar::new(Variable::from_json(&corpo.to_string()).unwrap());
    decodificar::mostrado(mapeamento, &Documento::ler(NOSSO).unwrap(), &corpo)
}

fn qualquer() -> impl Strategy<Value = Value> {
    let chave = prop::sample::select(vec![
        "id",
        "contrato",
        "parcela",
        "valor",
        "vencimento",
        "pago-em",
        "numero",
        "ano",
        "dados",
        "cpf",
        "cliente",
        "nome",
        "url-pdf",
        "situacao",
        "erro",
        "ativo",
        "total",
        "banco",
    ]);
    let folha = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        Just(json!("2026-01-10")),
        Just(json!("7/60")),
        Just(json!(NOSSO)),
        Just(json!(OUTRO)),
    ];
    folha.prop_recursive(4, 64, 6, move |dentro| {
        prop_oneof![
            prop::collection::vec(dentro.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((chave.clone(), dentro), 0..6)
                .prop_map(|pares| Value::Object(pares.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_answer_makes_it_panic(corpo in qualquer()) {
        for mapeamento in [&*NOMEADAS, &*PEDIDAS] {
            mostrado(mapeamento, &corpo);
        }
    }

    #[test]
    fn a_row_that_names_somebody_else_never_comes_out(
        nossas in 0..4_usize,
        deles in prop::collection::vec((0..4_usize, 0..4_usize), 1..4),
        por_pedido in any::<bool>(),
    ) {
        let mapeamento: &Mapeamento = if por_pedido { &PEDIDAS } else { &NOMEADAS };
        let linha = |quem: &str, id: &str| json!({"id": id, "cpf": quem, "valor": 1, "vencimento": "2026-01-10", "pago-em": "2026-01-10", "ano": 2025, "nome": id});
        let mut linhas: Vec<Value> = (0..nossas).map(|n| linha(NOSSO, &format!("NOSSA{n}"))).collect();
        for (forma, onde) in deles {
            let mut outra = linha(OUTRO, "ALHEIA");
            let mapa = outra.as_object_mut().unwrap();
            mapa.remove("cpf");
            match forma {
                0 => { mapa.insert("cpf".into(), json!("529.982.247-25")); }
                1 => { mapa.insert("cpf".into(), json!(52_998_224_725_u64)); }
                2 => { mapa.insert("cliente".into(), json!({"cpf": OUTRO})); }
                _ => { mapa.insert("pagador".into(), json!({"cpf": OUTRO})); }
            }
            let onde = onde.min(linhas.len());
            linhas.insert(onde, outra);
        }
        let visto = mostrado(mapeamento, &Value::from(linhas));
        prop_assert!(!visto.contains("ALHEIA"), "{}", visto);
        for n in 0..nossas {
            let nossa = format!("NOSSA{n}");
            prop_assert!(visto.contains(&nossa), "{}", visto);
        }
    }

    #[test]
    fn an_answer_about_somebody_else_gives_no_row(por_pedido in any::<bool>()) {
        let mapeamento: &Mapeamento = if por_pedido { &PEDIDAS } else { &NOMEADAS };
        let corpo = json!({"cliente": {"cpf": OUTRO}, "dados": [{"id": "ALHEIA", "valor": 1}]});
        prop_assert!(!mostrado(mapeamento, &corpo).contains("ALHEIA"));
    }
}
