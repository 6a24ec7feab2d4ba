//! The chapter on open accesses and on attempts.

use std::sync::Arc;

use financeiro::server::storage::{Armazem, LinhaAcesso, Origem};
use futures::future::join_all;

use crate::historia::{CONCORRENTES, INCORPORADORA, chave, depois, inicio};

fn acesso(sessao: &str, minuto: i64, titular: &str) -> LinhaAcesso {
    LinhaAcesso {
        sessao_chave: chave(sessao),
        incorporadora: INCORPORADORA.into(),
        titular_hmac: titular.into(),
        papel: "cliente".into(),
        origem: Origem::Direto,
        aparelho: "Chrome no Android".into(),
        iniciado_em: depois(minuto),
    }
}

pub(crate) async fn contar([um, outro]: &[Arc<dyn Armazem>; 2]) {
    for (nome, fim) in [("acesso-velho", 30), ("acesso-novo", 40)] {
        assert!(um.sessao_criar(&chave(nome), b"selado", depois(fim)).await.unwrap());
    }
    let (velho, novo) = (acesso("acesso-velho", 1, "a7"), acesso("acesso-novo", 2, "a7"));
    let alheio = acesso("acesso-de-outra", 2, "b8");
    for linha in [&velho, &novo, &alheio] {
        um.acesso_registrar(linha).await.unwrap();
    }
    // A second note about the same session changes nothing.
    um.acesso_registrar(&acesso("acesso-velho", 9, "b8")).await.unwrap();
    let listar = |minuto| async move { outro.acessos_listar(INCORPORADORA, "a7", depois(minuto)).await.unwrap() };
    assert_eq!(listar(3).await, [novo.clone(), velho]);
    assert_eq!(listar(30).await, [novo], "the other session is over");
    assert_eq!(outro.acessos_listar(INCORPORADORA, "b8", depois(3)).await.unwrap(), [], "it never had a session");
    assert_eq!(outro.acessos_listar("outra", "a7", depois(3)).await.unwrap(), []);
    for nome in ["acesso-velho", "acesso-novo"] {
        um.sessao_apagar(&chave(nome)).await.unwrap();
    }
    assert_eq!(listar(3).await, [], "ended sessions are not open");

    let codigo = chave("tentativas-de-codigo");
    assert_eq!(um.tentativa_ler(&codigo, depois(0)).await.unwrap(), None);
    let todas = join_all((0..CONCORRENTES).map(|i| {
        let armazem = if i % 2 == 0 { um } else { outro };
        async move { armazem.tentativa_somar(&codigo, depois(0), depois(15)).await.unwrap().quantas }
    }))
    .await;
    let mut numeros = todas;
    numeros.sort_unstable();
    let esperados: Vec<u32> = (1..).take(CONCORRENTES).collect();
    assert_eq!(numeros, esperados, "each attempt has a number of its own");
    let lidas = outro.tentativa_ler(&codigo, depois(14)).await.unwrap().unwrap();
    assert_eq!((lidas.quantas, lidas.expira), (*esperados.last().unwrap(), depois(15)), "the window does not grow");
    assert_eq!(outro.tentativa_ler(&codigo, depois(15)).await.unwrap(), None);
    let nova = um.tentativa_somar(&codigo, depois(15), depois(30)).await.unwrap();
    assert_eq!((nova.quantas, nova.expira), (1, depois(30)), "a new window");
    um.tentativa_esquecer(&codigo).await.unwrap();
    assert_eq!(outro.tentativa_ler(&codigo, depois(16)).await.unwrap(), None);
}

pub(crate) async fn curta_e_longa(armazem: &dyn Armazem) {
    for (nome, fim) in [("tentativa-curta", 10), ("tentativa-longa", 11)] {
        armazem.tentativa_somar(&chave(nome), inicio(), depois(fim)).await.unwrap();
    }
}

pub(crate) async fn ficou_a_longa(armazem: &dyn Armazem) {
    assert!(armazem.tentativa_ler(&chave("tentativa-longa"), inicio()).await.unwrap().is_some());
    assert!(
        armazem.tentativa_ler(&chave("tentativa-curta"), inicio()).await.unwrap().is_none(),
        "removed, not only hidden"
    );
}
