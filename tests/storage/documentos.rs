//! The chapters on download tickets and issued declarations.

use std::{collections::BTreeSet, sync::Arc};

use financeiro::server::{
    cripto::{Chaveiro, Proposito},
    storage::{Armazem, Consumo, LinhaBilhete, LinhaDeclaracao, NovaDeclaracao},
};
use jiff::SignedDuration;

use crate::historia::{CONCORRENTES, CPF, INCORPORADORA, NOME, chave, depois, inicio, juntos};

pub(crate) const BILHETE: &str = "YmlsaGV0ZS1kZS1tYXJpYS0";
pub(crate) const CODIGO: &str = "7QK4-M2XR-9TBD-WHCP";
pub(crate) const CONTRATO: &str = "CTR-2023/000159";

const MILISSEGUNDO: SignedDuration = SignedDuration::from_millis(1);

/// Usable for a minute, remembered for an hour.
fn bilhete(nome: &str) -> LinhaBilhete {
    LinhaBilhete {
        hash: chave(nome),
        incorporadora: INCORPORADORA.into(),
        titular_hmac: "3fa9".into(),
        papel: "cliente".into(),
        dados: format!("selado\0{nome}").into_bytes(),
        expira: depois(1),
        remover_em: depois(60),
    }
}

fn declaracao(contrato: &str, codigo: &str) -> NovaDeclaracao {
    NovaDeclaracao {
        codigo_hash: chave(codigo),
        codigo_selado: vec![1, 0, 255],
        incorporadora: INCORPORADORA.into(),
        titular_hmac: "3fa9".into(),
        contrato_hash: chave(contrato),
        ano: 2025,
        emitida_em: inicio(),
        conteudo_selado: vec![2, 0, 254],
    }
}

fn emitida(nova: &NovaDeclaracao, numero: u32) -> LinhaDeclaracao {
    let NovaDeclaracao {
        codigo_hash,
        codigo_selado,
        incorporadora,
        titular_hmac,
        contrato_hash,
        ano,
        emitida_em,
        conteudo_selado,
    } = nova.clone();
    LinhaDeclaracao {
        codigo_hash,
        codigo_selado,
        incorporadora,
        titular_hmac,
        contrato_hash,
        ano,
        numero,
        emitida_em,
        conteudo_selado,
    }
}

pub(crate) async fn contar(replicas: &[Arc<dyn Armazem>; 2]) {
    let [um, outro] = replicas;
    bilhetes(um.as_ref(), outro.as_ref()).await;
    so_um_usa(replicas).await;
    declaracoes(um.as_ref(), outro.as_ref()).await;
    numeros_seguidos(replicas).await;
    so_uma_declaracao(replicas).await;
}

async fn bilhetes(um: &dyn Armazem, outro: &dyn Armazem) {
    let usado = || Consumo::Usado { incorporadora: INCORPORADORA.into() };
    let expirado = || Consumo::Expirado { incorporadora: INCORPORADORA.into() };

    assert_eq!(um.bilhete_consumir(&chave("b"), inicio()).await.unwrap(), Consumo::Desconhecido);
    um.bilhete_criar(&bilhete("b")).await.unwrap();
    assert_eq!(outro.bilhete_consumir(&chave("b"), depois(0)).await.unwrap(), Consumo::Valido(bilhete("b")));
    assert_eq!(um.bilhete_consumir(&chave("b"), depois(0)).await.unwrap(), usado());
    assert_eq!(outro.bilhete_consumir(&chave("b"), depois(30)).await.unwrap(), usado(), "used says more than late");
    assert_eq!(um.bilhete_consumir(&chave("b"), depois(60) - MILISSEGUNDO).await.unwrap(), usado());
    assert_eq!(um.bilhete_consumir(&chave("b"), depois(60)).await.unwrap(), Consumo::Desconhecido, "forgotten");

    // A used ticket cannot be made usable again, and a page whose tickets cannot all be made has none.
    assert!(um.bilhete_criar(&bilhete("b")).await.is_err());
    assert!(outro.bilhetes_criar(&[bilhete("da pagina"), bilhete("b")]).await.is_err());
    assert_eq!(um.bilhete_consumir(&chave("da pagina"), inicio()).await.unwrap(), Consumo::Desconhecido);

    um.bilhetes_criar(&[]).await.unwrap();
    um.bilhetes_criar(&[bilhete("em cima da hora"), bilhete("tarde")]).await.unwrap();
    let consumido = outro.bilhete_consumir(&chave("em cima da hora"), depois(1) - MILISSEGUNDO).await.unwrap();
    assert_eq!(consumido, Consumo::Valido(bilhete("em cima da hora")), "each with its own contents");
    assert_eq!(outro.bilhete_consumir(&chave("tarde"), depois(1)).await.unwrap(), expirado());
    assert_eq!(um.bilhete_consumir(&chave("tarde"), depois(60) - MILISSEGUNDO).await.unwrap(), expirado());
    assert_eq!(um.bilhete_consumir(&chave("tarde"), depois(60)).await.unwrap(), Consumo::Desconhecido);
    let em_tempo = um.bilhete_consumir(&chave("tarde"), inicio()).await.unwrap();
    assert_eq!(em_tempo, Consumo::Valido(bilhete("tarde")), "coming late used nothing up");

    // More than one statement holds.
    let muitos: Vec<_> = (0..1001).map(|i| bilhete(&format!("muitos {i}"))).collect();
    outro.bilhetes_criar(&muitos).await.unwrap();
    for i in [0, 499, 500, 1000] {
        let consumido = um.bilhete_consumir(&muitos[i].hash, inicio()).await.unwrap();
        assert_eq!(consumido, Consumo::Valido(muitos[i].clone()));
    }
}

async fn so_um_usa(replicas: &[Arc<dyn Armazem>; 2]) {
    replicas[0].bilhete_criar(&bilhete("bilhete disputado")).await.unwrap();
    let respostas = juntos(replicas, |_, armazem| async move {
        armazem.bilhete_consumir(&chave("bilhete disputado"), inicio()).await.unwrap()
    })
    .await;
    let conta = |esperado: &Consumo| respostas.iter().filter(|consumo| *consumo == esperado).count();
    assert_eq!(conta(&Consumo::Valido(bilhete("bilhete disputado"))), 1);
    assert_eq!(conta(&Consumo::Usado { incorporadora: INCORPORADORA.into() }), CONCORRENTES - 1);
}

async fn declaracoes(um: &dyn Armazem, outro: &dyn Armazem) {
    let primeira = declaracao("159", "codigo");
    assert_eq!(um.declaracao_por_codigo(&primeira.codigo_hash).await.unwrap(), None);
    assert_eq!(um.declaracao_emitir(&primeira).await.unwrap(), emitida(&primeira, 1));

    // Asked for again, perhaps with other words and a later date: what was issued stands.
    let de_novo =
        NovaDeclaracao { emitida_em: depois(5), conteudo_selado: vec![9], ..declaracao("159", "outro codigo") };
    assert_eq!(outro.declaracao_emitir(&de_novo).await.unwrap(), emitida(&primeira, 1));
    assert_eq!(outro.declaracao_por_codigo(&de_novo.codigo_hash).await.unwrap(), None, "its code was never issued");

    let segunda = declaracao("160", "codigo 2");
    assert_eq!(outro.declaracao_emitir(&segunda).await.unwrap(), emitida(&segunda, 2), "the number was not spent");
    for (i, vizinha) in [
        (3, NovaDeclaracao { titular_hmac: "77ab".into(), ..declaracao("159", "codigo 3") }),
        (1, NovaDeclaracao { ano: 2024, ..declaracao("159", "codigo 4") }),
        (1, NovaDeclaracao { incorporadora: "aurora".into(), ..declaracao("159", "codigo 5") }),
    ] {
        assert_eq!(um.declaracao_emitir(&vizinha).await.unwrap(), emitida(&vizinha, i), "{vizinha:?}");
    }

    // A code that is taken names one declaration only, and spends no number.
    assert!(um.declaracao_emitir(&declaracao("161", "codigo 2")).await.is_err());
    assert_eq!(outro.declaracao_por_codigo(&segunda.codigo_hash).await.unwrap(), Some(emitida(&segunda, 2)));

    let procurar = |incorporadora: &'static str, titular: &'static str, contrato, ano| async move {
        outro.declaracao_do_titular(incorporadora, titular, &chave(contrato), ano).await.unwrap()
    };
    assert_eq!(procurar(INCORPORADORA, "3fa9", "159", 2025).await, Some(emitida(&primeira, 1)));
    for (incorporadora, titular, contrato, ano) in [
        ("aurora", "77ab", "159", 2025),
        (INCORPORADORA, "77ab", "160", 2025),
        (INCORPORADORA, "3fa9", "161", 2025),
        (INCORPORADORA, "3fa9", "160", 2024),
    ] {
        assert_eq!(procurar(incorporadora, titular, contrato, ano).await, None, "{incorporadora} {titular} {contrato}");
    }

    // Nothing ends a declaration, however long ago it was issued.
    um.limpar(depois(60 * 24 * 365 * 100)).await.unwrap();
    assert_eq!(um.declaracao_por_codigo(&primeira.codigo_hash).await.unwrap(), Some(emitida(&primeira, 1)));
}

async fn numeros_seguidos(replicas: &[Arc<dyn Armazem>; 2]) {
    let nova = |i: usize| NovaDeclaracao { ano: 2023, ..declaracao(&format!("seguido {i}"), &format!("seguido {i}")) };
    let linhas = juntos(replicas, |i, armazem| async move {
        let linha = armazem.declaracao_emitir(&nova(i)).await.unwrap();
        assert_eq!(linha, emitida(&nova(i), linha.numero), "each caller gets its own");
        linha.numero
    })
    .await;
    let numeros: BTreeSet<_> = linhas.iter().copied().collect();
    let todos: BTreeSet<_> = (1..=u32::try_from(CONCORRENTES).unwrap()).collect();
    assert_eq!(numeros, todos, "no number twice, none left out");
}

async fn so_uma_declaracao(replicas: &[Arc<dyn Armazem>; 2]) {
    let nova = |i: usize| NovaDeclaracao { ano: 2022, ..declaracao("disputado", &format!("disputado {i}")) };
    let linhas = juntos(replicas, |i, armazem| async move { armazem.declaracao_emitir(&nova(i)).await.unwrap() }).await;
    let vencedora = (0..CONCORRENTES).map(nova).find(|nova| nova.codigo_hash == linhas[0].codigo_hash).unwrap();
    for linha in linhas {
        assert_eq!(linha, emitida(&vencedora, 1));
    }
    let mut achadas = 0;
    for i in 0..CONCORRENTES {
        let achada = replicas[1].declaracao_por_codigo(&nova(i).codigo_hash).await.unwrap();
        achadas += usize::from(achada.is_some());
    }
    assert_eq!(achadas, 1, "one row, one code");
}

/// Two tickets, one of which is forgotten at `depois(10)`, and one that is only expired then.
pub(crate) async fn curto_e_longo(armazem: &dyn Armazem) {
    let curto = LinhaBilhete { remover_em: depois(10), ..bilhete("curto") };
    let longo = LinhaBilhete { remover_em: depois(10) + MILISSEGUNDO, ..bilhete("longo") };
    armazem.bilhetes_criar(&[curto, longo]).await.unwrap();
}

pub(crate) async fn ficou_o_longo(armazem: &dyn Armazem) {
    let expirado = Consumo::Expirado { incorporadora: INCORPORADORA.into() };
    assert_eq!(armazem.bilhete_consumir(&chave("longo"), depois(10)).await.unwrap(), expirado);
    assert_eq!(armazem.bilhete_consumir(&chave("curto"), depois(10)).await.unwrap(), Consumo::Desconhecido);
}

/// A used ticket, one never used, and a declaration, as the server makes them.
pub(crate) async fn plantar(armazem: &dyn Armazem, chaveiro: &Chaveiro) {
    let titular_hmac = chaveiro.hmac_titular(CPF);
    let documento = format!("quitacao-2025-{CONTRATO}-{CPF}.pdf, {NOME}");
    let selar = |nome: &str| {
        let dados = chaveiro.selar(Proposito::Bilhete, &chave(nome), documento.as_bytes());
        LinhaBilhete { titular_hmac: titular_hmac.clone(), dados, ..bilhete(nome) }
    };
    armazem.bilhetes_criar(&[selar(BILHETE), selar("nunca usado")]).await.unwrap();
    let Consumo::Valido(usado) = armazem.bilhete_consumir(&chave(BILHETE), inicio()).await.unwrap() else {
        panic!("a new ticket is valid")
    };
    let aberto = chaveiro.abrir(Proposito::Bilhete, &chave(BILHETE), &usado.dados).unwrap();
    assert_eq!(aberto, documento.as_bytes());

    let codigo_hash = chave(CODIGO);
    let nova = NovaDeclaracao {
        codigo_selado: chaveiro.selar(Proposito::Codigo, &codigo_hash, CODIGO.as_bytes()),
        titular_hmac,
        contrato_hash: chaveiro.hmac_contrato(INCORPORADORA, CONTRATO),
        conteudo_selado: chaveiro.selar(Proposito::Declaracao, &codigo_hash, documento.as_bytes()),
        ..declaracao("", CODIGO)
    };
    let linha = armazem.declaracao_emitir(&nova).await.unwrap();
    assert_eq!(chaveiro.abrir(Proposito::Codigo, &codigo_hash, &linha.codigo_selado).unwrap(), CODIGO.as_bytes());
    let conteudo = chaveiro.abrir(Proposito::Declaracao, &codigo_hash, &linha.conteudo_selado).unwrap();
    assert_eq!(conteudo, documento.as_bytes());
}
