//! The chapter on the last answers of ERPs.

use std::sync::Arc;

use financeiro::server::storage::{Armazem, LinhaUltimo};
use jiff::SignedDuration;

use crate::historia::{chave, depois, inicio};

fn ultimo(nome: &str, operacao: &str, minuto: i64) -> LinhaUltimo {
    LinhaUltimo {
        dono: chave(nome),
        operacao: operacao.into(),
        dados: format!("selado\0{nome} {operacao} {minuto}").into_bytes(),
        lida_em: depois(minuto),
        expira: depois(minuto + 60),
    }
}

pub(crate) async fn contar([um, outro]: &[Arc<dyn Armazem>; 2]) {
    let primeira = ultimo("maria", "boletos", 1);
    let segunda = ultimo("maria", "boletos", 2);
    let vizinhas = [ultimo("maria", "parcelas", 1), ultimo("joana", "boletos", 1)];
    for linha in vizinhas.iter().chain([&primeira]) {
        um.ultimo_gravar(linha).await.unwrap();
    }
    let ler = |dono: &'static str, operacao: &'static str, minuto| async move {
        outro.ultimo_ler(&chave(dono), operacao, depois(minuto)).await.unwrap()
    };
    assert_eq!(ler("maria", "boletos", 1).await, Some(primeira.clone()));
    outro.ultimo_gravar(&segunda).await.unwrap();
    // The slower replica brings an older answer.
    um.ultimo_gravar(&primeira).await.unwrap();
    assert_eq!(ler("maria", "boletos", 2).await, Some(segunda));
    assert_eq!(ler("maria", "parcelas", 2).await.as_ref(), Some(&vizinhas[0]));
    assert_eq!(ler("joana", "boletos", 2).await.as_ref(), Some(&vizinhas[1]));
    assert_eq!(ler("maria", "contratos", 2).await, None);
    let fim = um.ultimo_ler(&chave("maria"), "boletos", depois(62) - SignedDuration::from_millis(1)).await.unwrap();
    assert!(fim.is_some());
    assert_eq!(ler("maria", "boletos", 62).await, None, "its retention is over");
}

pub(crate) async fn curto_e_longo(armazem: &dyn Armazem) {
    for (nome, expira) in [("curto", 10), ("longo", 11)] {
        let linha = LinhaUltimo { lida_em: inicio(), expira: depois(expira), ..ultimo(nome, "boletos", 0) };
        armazem.ultimo_gravar(&linha).await.unwrap();
    }
}

pub(crate) async fn ficou_o_longo(armazem: &dyn Armazem) {
    assert!(armazem.ultimo_ler(&chave("longo"), "boletos", inicio()).await.unwrap().is_some());
    assert!(
        armazem.ultimo_ler(&chave("curto"), "boletos", inicio()).await.unwrap().is_none(),
        "removed, not only hidden"
    );
}
