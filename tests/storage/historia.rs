//! The story: a launch, its session, its handle, what others try with them, and how everything ends.

use std::{collections::HashMap, sync::Arc};

use financeiro::server::{
    cripto::{Chaveiro, Proposito, resumo},
    relogio::RelogioFixo,
    session::store::EncryptedStore,
    storage::{Armazem, Auditoria, Chave, EstadoHandle, Evento, Lancamento, Limpeza, LinhaHandle, Marca},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use crate::{
    acessos,
    documentos::{self, BILHETE, CODIGO, CONTRATO},
    ultimos,
};

pub(crate) const INCORPORADORA: &str = "construtora-horizonte";
pub(crate) const CPF: &str = "52998224725";
pub(crate) const NOME: &str = "Maria Aparecida";
const TOKEN: &str = "eyJ0b2tlbi1kby1jdi1kZS1tYXJpYQ";
const HANDLE: &str = "aGFuZGxlLWRlLW1hcmlhLQ";
const MOTIVO: &str = "Ligou para pedir o boleto";
const ID: i128 = 0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10;

/// What must not be readable anywhere. The session id is searched as its cookie value.
pub(crate) const PLANTADOS: [&str; 10] =
    [CPF, "529.982.247-25", NOME, TOKEN, HANDLE, MOTIVO, "EA8ODQwLCgkIBwYFBAMCAQ", BILHETE, CODIGO, CONTRATO];

/// Concurrent callers of what only one may win. More than connections in any pool.
pub(crate) const CONCORRENTES: usize = 32;

pub(crate) fn inicio() -> Timestamp {
    // Not a whole second: the databases must keep the milliseconds.
    "2026-11-21T12:00:00.123Z".parse().unwrap()
}

pub(crate) fn depois(minutos: i64) -> Timestamp {
    inicio() + SignedDuration::from_mins(minutos)
}

pub(crate) fn chave(nome: &str) -> Chave {
    resumo(nome.as_bytes())
}

fn handle(nome: &str, sessao: &str) -> LinhaHandle {
    LinhaHandle {
        hash: chave(nome),
        sessao_chave: chave(sessao),
        sessao_id_selado: vec![0, 255, 7],
        titular_hmac: "3fa9".into(),
        incorporadora: INCORPORADORA.into(),
        papel: "cliente".to_owned(),
        ua_hash: chave("navegador"),
        estado: EstadoHandle::Novo,
        cookie_confirmado: false,
        expira: depois(120),
    }
}

/// Two replicas over one database.
pub(crate) async fn contar(replicas: [Arc<dyn Armazem>; 2]) {
    let [um, outro] = &replicas;
    // Both replicas may start at once; a third start finds nothing to do.
    let (a, b) = tokio::join!(um.migrar(), outro.migrar());
    a.unwrap();
    b.unwrap();
    um.migrar().await.unwrap();
    um.saude().await.unwrap();

    sessoes(um.as_ref(), outro.as_ref()).await;
    handles(um.as_ref(), outro.as_ref()).await;
    lancamentos(um.as_ref(), outro.as_ref()).await;
    so_um_marca(&replicas).await;
    so_um_consome(&replicas).await;
    so_um_cria(&replicas).await;
    documentos::contar(&replicas).await;
    ultimos::contar(&replicas).await;
    acessos::contar(&replicas).await;
    auditoria(Arc::clone(um)).await;
    limpeza(um.as_ref(), outro.as_ref()).await;
}

/// A database of the first version in use, and then a newer program.
pub(crate) async fn atualizar(armazem: &dyn Armazem) {
    assert!(armazem.sessao_criar(&chave("de antes"), b"dados", depois(20)).await.unwrap());
    assert!(armazem.saude().await.is_err(), "an older schema is not ready");
    armazem.migrar().await.unwrap();
    armazem.saude().await.unwrap();
    let dados = armazem.sessao_ler(&chave("de antes"), inicio()).await.unwrap();
    assert_eq!(dados.as_deref(), Some(&b"dados"[..]), "a visit survives the upgrade");
    documentos::curto_e_longo(armazem).await;
    documentos::ficou_o_longo(armazem).await;
}

async fn sessoes(um: &dyn Armazem, outro: &dyn Armazem) {
    let maria = chave("sessao de maria");
    assert_eq!(um.sessao_ler(&maria, inicio()).await.unwrap(), None);
    assert!(!um.sessao_gravar(&maria, b"cedo", depois(20)).await.unwrap(), "there is nothing to replace");
    assert!(um.sessao_criar(&maria, b"primeira", depois(20)).await.unwrap());
    assert!(!outro.sessao_criar(&maria, b"colisao", depois(20)).await.unwrap(), "the key is taken");
    assert_eq!(outro.sessao_ler(&maria, inicio()).await.unwrap().as_deref(), Some(&b"primeira"[..]));

    assert!(outro.sessao_gravar(&maria, b"segunda\0", depois(40)).await.unwrap());
    let quase = depois(40) - SignedDuration::from_millis(1);
    assert_eq!(um.sessao_ler(&maria, quase).await.unwrap().as_deref(), Some(&b"segunda\0"[..]));
    assert_eq!(um.sessao_ler(&maria, depois(40)).await.unwrap(), None, "expired, though not removed yet");
    assert!(!um.sessao_criar(&maria, b"terceira", depois(80)).await.unwrap(), "an expired key is not reused");

    assert!(um.sessao_criar(&chave("sessao de joao"), b"joao", depois(60)).await.unwrap());
    assert_eq!(um.sessoes_expiradas_apagar(depois(40)).await.unwrap(), 1);
    assert_eq!(um.sessao_ler(&maria, inicio()).await.unwrap(), None);
    um.sessao_apagar(&chave("sessao de joao")).await.unwrap();
    um.sessao_apagar(&chave("sessao de joao")).await.unwrap();
    assert_eq!(outro.sessao_ler(&chave("sessao de joao"), inicio()).await.unwrap(), None);
}

async fn handles(um: &dyn Armazem, outro: &dyn Armazem) {
    let escrito = handle("h", "s");
    assert!(um.handle_criar(&escrito).await.unwrap());
    assert!(!outro.handle_criar(&LinhaHandle { ua_hash: chave("x"), ..escrito.clone() }).await.unwrap());
    assert_eq!(outro.handle_ler(&escrito.hash, inicio()).await.unwrap(), Some(escrito.clone()));
    assert_eq!(outro.handle_ler(&escrito.hash, depois(120)).await.unwrap(), None);
    assert_eq!(outro.handle_ler(&chave("desconhecido"), inicio()).await.unwrap(), None);

    assert!(!um.handle_consumir(&escrito.hash, depois(120)).await.unwrap(), "expired");
    assert!(!um.handle_consumir(&chave("desconhecido"), inicio()).await.unwrap());
    assert!(um.handle_consumir(&escrito.hash, inicio()).await.unwrap());
    assert!(!outro.handle_consumir(&escrito.hash, inicio()).await.unwrap());
    um.handle_confirmar_cookie(&escrito.hash).await.unwrap();
    let agora = LinhaHandle { estado: EstadoHandle::Usado, cookie_confirmado: true, ..escrito.clone() };
    assert_eq!(outro.handle_ler(&escrito.hash, inicio()).await.unwrap(), Some(agora));

    let alheio = handle("de outra sessao", "s2");
    assert!(um.handle_criar(&alheio).await.unwrap());
    um.sessao_apagar(&chave("s")).await.unwrap();
    for hash in [&escrito.hash, &alheio.hash] {
        let linha = outro.handle_ler(hash, inicio()).await.unwrap();
        assert!(linha.is_some(), "a handle outlives its session, to say whose it was");
    }
}

async fn lancamentos(um: &dyn Armazem, outro: &dyn Armazem) {
    let token = chave("token");
    let cliente = Lancamento { token_hash: &token, incorporadora: INCORPORADORA, papel: "cliente" };
    assert!(!um.lancamento_atualizar_sessao(cliente, &chave("s")).await.unwrap(), "nothing is marked yet");
    assert_eq!(um.lancamento_marcar(cliente, &chave("s"), inicio(), depois(10)).await.unwrap(), Marca::Nova);
    let repetida = Marca::Repetida { primeira_em: inicio(), sessao_chave: chave("s") };
    assert_eq!(outro.lancamento_marcar(cliente, &chave("t"), depois(1), depois(11)).await.unwrap(), repetida);

    assert!(outro.lancamento_atualizar_sessao(cliente, &chave("t")).await.unwrap());
    let repetida = Marca::Repetida { primeira_em: inicio(), sessao_chave: chave("t") };
    assert_eq!(um.lancamento_marcar(cliente, &chave("u"), depois(2), depois(12)).await.unwrap(), repetida);

    for vizinho in [
        Lancamento { papel: "sindico", ..cliente },
        Lancamento { incorporadora: "aurora", ..cliente },
        Lancamento { token_hash: &chave("outro token"), ..cliente },
    ] {
        let marca = um.lancamento_marcar(vizinho, &chave("s"), depois(2), depois(12)).await.unwrap();
        assert_eq!(marca, Marca::Nova, "{vizinho:?}");
    }

    let marca = um.lancamento_marcar(cliente, &chave("v"), depois(10), depois(20)).await.unwrap();
    assert_eq!(marca, Marca::Nova, "an expired mark counts as none");
    let repetida = Marca::Repetida { primeira_em: depois(10), sessao_chave: chave("v") };
    assert_eq!(um.lancamento_marcar(cliente, &chave("x"), depois(11), depois(21)).await.unwrap(), repetida);
}

/// Runs `tarefa` on both replicas at once, many times.
pub(crate) async fn juntos<T, F>(
    replicas: &[Arc<dyn Armazem>; 2],
    tarefa: impl Fn(usize, Arc<dyn Armazem>) -> F,
) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let partida = Arc::new(tokio::sync::Barrier::new(CONCORRENTES));
    let mut tarefas = tokio::task::JoinSet::new();
    for i in 0..CONCORRENTES {
        let (partida, futuro) = (Arc::clone(&partida), tarefa(i, Arc::clone(&replicas[i % 2])));
        tarefas.spawn(async move {
            partida.wait().await;
            futuro.await
        });
    }
    tarefas.join_all().await
}

async fn so_um_marca(replicas: &[Arc<dyn Armazem>; 2]) {
    // First a token never seen, then the same one after its mark expired: the takeover must be as exclusive as the insertion.
    for agora in [depois(0), depois(10)] {
        let respostas = juntos(replicas, |i, armazem| async move {
            let sessao = chave(&format!("sessao {i}"));
            let token = chave("token disputado");
            let lancamento = Lancamento { token_hash: &token, incorporadora: INCORPORADORA, papel: "cliente" };
            let expira = agora + SignedDuration::from_mins(10);
            (sessao, armazem.lancamento_marcar(lancamento, &sessao, agora, expira).await.unwrap())
        })
        .await;
        let novas: Vec<_> = respostas.iter().filter(|(_, marca)| *marca == Marca::Nova).collect();
        let [(vencedora, _)] = novas[..] else { panic!("{} launches took the token as new", novas.len()) };
        let repetida = Marca::Repetida { primeira_em: agora, sessao_chave: *vencedora };
        assert_eq!(respostas.iter().filter(|(_, marca)| *marca == repetida).count(), CONCORRENTES - 1);
    }
}

async fn so_um_consome(replicas: &[Arc<dyn Armazem>; 2]) {
    let disputado = handle("handle disputado", "s3");
    assert!(replicas[0].handle_criar(&disputado).await.unwrap());
    let respostas = juntos(replicas, |_, armazem| async move {
        armazem.handle_consumir(&chave("handle disputado"), inicio()).await.unwrap()
    })
    .await;
    assert_eq!(respostas.into_iter().filter(|consumiu| *consumiu).count(), 1);
}

async fn so_um_cria(replicas: &[Arc<dyn Armazem>; 2]) {
    let respostas = juntos(replicas, |i, armazem| async move {
        armazem.sessao_criar(&chave("sessao disputada"), &[u8::try_from(i).unwrap()], depois(20)).await.unwrap()
    })
    .await;
    assert_eq!(respostas.into_iter().filter(|criou| *criou).count(), 1);
}

async fn auditoria(armazem: Arc<dyn Armazem>) {
    let mut anel = Chaveiro::gerar(&mut rand::rng(), inicio());
    let evento = |quando, titular_hmac: &str, detalhe: Option<&str>| Evento {
        quando,
        incorporadora: INCORPORADORA.into(),
        titular_hmac: titular_hmac.into(),
        ator: "gestor:77ab".into(),
        acao: "previa".into(),
        detalhe: detalhe.map(Into::into),
    };
    let antigo = evento(depois(1), &anel.hmac_titular(CPF), Some(MOTIVO));
    let (mesma_hora, alheio) = (evento(depois(1), "outro", None), evento(depois(3), "outro", None));
    // The key under which the first event was written is replaced meanwhile.
    let anel_antigo = Auditoria::nova(Arc::clone(&armazem), {
        let copia = std::mem::replace(&mut anel, Chaveiro::gerar(&mut rand::rng(), inicio()));
        Arc::new(copia)
    });
    anel_antigo.gravar(&antigo).await.unwrap();
    let nomes = [antigo.titular_hmac.clone(), anel.hmac_titular(CPF)];
    let trilha = Auditoria::nova(Arc::clone(&armazem), Arc::new(anel));
    let novo = evento(depois(2), &nomes[1], None);
    for evento in [&novo, &mesma_hora, &alheio] {
        trilha.gravar(evento).await.unwrap();
    }

    let listar = |desde, limite| {
        let (trilha, nomes) = (&anel_antigo, &nomes);
        async move { trilha.listar(INCORPORADORA, nomes, desde, limite).await.unwrap() }
    };
    assert_eq!(listar(inicio(), 10).await, [novo.clone(), antigo.clone()], "newest first, nobody else's");
    assert_eq!(listar(inicio(), 1).await, std::slice::from_ref(&novo));
    assert_eq!(listar(depois(2), 10).await, std::slice::from_ref(&novo));
    assert_eq!(trilha.listar("aurora", &nomes, inicio(), 10).await.unwrap(), [], "nor another incorporadora's");
    let sem_chave = trilha.listar(INCORPORADORA, &nomes, inicio(), 10).await.unwrap();
    assert_eq!(sem_chave, [novo.clone(), Evento { detalhe: None, ..antigo }], "shown even when its text is lost");

    let entrada = Evento { acao: "acesso-portal".into(), ..evento(depois(1), &nomes[1], None) };
    trilha.gravar(&entrada).await.unwrap();
    assert_eq!(armazem.auditoria_apagar_acessos_anteriores(depois(1)).await.unwrap(), 0);
    assert_eq!(armazem.auditoria_apagar_acessos_anteriores(depois(2)).await.unwrap(), 1, "accesses end sooner");
    assert_eq!(armazem.auditoria_apagar_anteriores(depois(2)).await.unwrap(), 2);
    assert_eq!(listar(inicio(), 10).await, [novo]);
}

async fn limpeza(um: &dyn Armazem, outro: &dyn Armazem) {
    let fim = depois(10_000);
    um.limpar(fim).await.unwrap();
    assert_eq!(um.limpar(fim).await.unwrap(), Limpeza::default(), "nothing is left");

    let token = chave("ultimo token");
    let lancamento = Lancamento { token_hash: &token, incorporadora: INCORPORADORA, papel: "cliente" };
    assert!(um.sessao_criar(&chave("curta"), b"", depois(10)).await.unwrap());
    assert!(um.sessao_criar(&chave("longa"), b"", depois(20)).await.unwrap());
    assert!(um.handle_criar(&LinhaHandle { expira: depois(10), ..handle("curto", "curta") }).await.unwrap());
    assert!(um.handle_criar(&LinhaHandle { expira: depois(20), ..handle("longo", "longa") }).await.unwrap());
    assert_eq!(um.lancamento_marcar(lancamento, &chave("longa"), inicio(), depois(10)).await.unwrap(), Marca::Nova);
    documentos::curto_e_longo(um).await;
    ultimos::curto_e_longo(um).await;
    acessos::curta_e_longa(um).await;
    let removidas = Limpeza { sessoes: 1, handles: 1, lancamentos: 1, bilhetes: 1, ultimos: 1, tentativas: 1 };
    assert_eq!(outro.limpar(depois(10)).await.unwrap(), removidas);
    assert!(um.sessao_ler(&chave("longa"), depois(10)).await.unwrap().is_some());
    assert!(um.handle_ler(&chave("longo"), depois(10)).await.unwrap().is_some());
    documentos::ficou_o_longo(um).await;
    ultimos::ficou_o_longo(um).await;
    acessos::ficou_a_longa(um).await;
}

/// A launch as the server does it, with everything about Maria that must not be found afterwards.
pub(crate) async fn plantar(armazem: Arc<dyn Armazem>) {
    let chaveiro = Arc::new(Chaveiro::gerar(&mut rand::rng(), inicio()));
    let relogio = Arc::new(RelogioFixo::novo(inicio()));
    let store = EncryptedStore::new(Arc::clone(&armazem), Arc::clone(&chaveiro), relogio);
    let titular_hmac = chaveiro.hmac_titular(CPF);

    let data = HashMap::from([(
        "principal".to_owned(),
        json!({"documento": CPF, "formatado": "529.982.247-25", "nome": NOME, "token": TOKEN}),
    )]);
    let expiry_date = time::OffsetDateTime::from_unix_timestamp(depois(20).as_second()).unwrap();
    let mut record = Record { id: Id(ID), data, expiry_date };
    store.create(&mut record).await.unwrap();
    assert_eq!(record.id.to_string(), PLANTADOS[6]);
    let sessao_chave = EncryptedStore::chave(record.id);

    let token_hash = chave(TOKEN);
    let lancamento = Lancamento { token_hash: &token_hash, incorporadora: INCORPORADORA, papel: "cliente" };
    let marca = armazem.lancamento_marcar(lancamento, &sessao_chave, inicio(), depois(20)).await.unwrap();
    assert_eq!(marca, Marca::Nova);

    let hash = chave(HANDLE);
    let id = record.id.to_string();
    let handle = LinhaHandle {
        hash,
        sessao_chave,
        sessao_id_selado: chaveiro.selar(Proposito::Handle, &hash, id.as_bytes()),
        titular_hmac: titular_hmac.clone(),
        ..handle("", "")
    };
    assert!(armazem.handle_criar(&handle).await.unwrap());
    let lido = armazem.handle_ler(&hash, inicio()).await.unwrap().unwrap();
    assert_eq!(chaveiro.abrir(Proposito::Handle, &hash, &lido.sessao_id_selado).unwrap(), id.as_bytes());

    let evento = Evento {
        quando: inicio(),
        incorporadora: INCORPORADORA.into(),
        ator: format!("gestor:{}", chaveiro.hmac_titular("15350946056")),
        titular_hmac,
        acao: "previa".into(),
        detalhe: Some(format!("{MOTIVO}: {NOME}, CPF {CPF}")),
    };
    documentos::plantar(armazem.as_ref(), &chaveiro).await;
    Auditoria::nova(armazem, chaveiro).gravar(&evento).await.unwrap();
}
