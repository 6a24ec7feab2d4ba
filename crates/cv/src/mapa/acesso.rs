//! Tokens, permissions, administrative users, and what CV says about a change.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::documento::Token;
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz};
use leitura::{Ilegivel, Linha, escalar};
use serde_json::{Map, Value};

use super::{id, texto};
use crate::{
    convencao::resposta,
    modelo::{Alteracao, Permissoes, TokenCv, UsuarioAdm},
};

/// Longest token believed, in bytes.
const TOKEN: usize = 4096;

/// The token of an answer, one or two wrappers deep; `None` when there is none that could travel in a header.
pub(crate) fn token(corpo: &Value, agora: Timestamp) -> Option<TokenCv> {
    let mut mapa = corpo.as_object()?;
    for _ in 0..3 {
        let linha = Linha(mapa);
        if let Some((_, Value::String(texto))) = linha.valor(&["token", "access_token", "jwt"]) {
            let texto = texto.trim();
            let texto = texto.strip_prefix("Bearer ").unwrap_or(texto);
            let bom = (1..=TOKEN).contains(&texto.len()) && texto.bytes().all(|b| b.is_ascii_graphic());
            let expira = expira(linha, agora).or_else(|| exp(texto));
            return bom.then(|| TokenCv { token: Token::novo(texto), expira });
        }
        mapa = ["dados", "data", "resultado", "retorno"].iter().find_map(|nome| mapa.get(*nome)?.as_object())?;
    }
    None
}

/// Seconds from now, seconds since 1970, or a date with time; without a zone it is Brasília's.
fn expira(linha: Linha<'_>, agora: Timestamp) -> Option<Timestamp> {
    let (_, valor) = linha.valor(&["expira_em", "expires_at", "expiracao", "validade", "expires_in", "exp"])?;
    let bruto = escalar(valor)?;
    if let Ok(numero) = bruto.parse::<i64>() {
        return match numero {
            0..1_000_000_000 => agora.checked_add(SignedDuration::from_secs(numero)).ok(),
            1_000_000_000..100_000_000_000 => Timestamp::from_second(numero).ok(),
            _ => None,
        };
    }
    bruto.parse::<Timestamp>().ok().or_else(|| {
        let civil: DateTime = bruto.parse().ok()?;
        civil.to_zoned(tz::TimeZone::fixed(tz::offset(-3))).ok().map(|z| z.timestamp())
    })
}

/// The claim of a JWT. Nothing is verified: a wrong one only makes somebody log in again.
fn exp(token: &str) -> Option<Timestamp> {
    let mut partes = token.split('.');
    let (_, corpo, _, None) = (partes.next()?, partes.next()?, partes.next()?, partes.next()) else { return None };
    let corpo = URL_SAFE_NO_PAD.decode(corpo.trim_end_matches('=')).ok()?;
    let corpo: Map<String, Value> = serde_json::from_slice(&corpo).ok()?;
    Timestamp::from_second(corpo.get("exp")?.as_i64()?).ok()
}

pub(crate) fn usuario_adm(linha: Linha<'_>) -> Result<UsuarioAdm, Ilegivel> {
    Ok(UsuarioAdm {
        id: id(linha, &["idusuario", "id_usuario", "idusuarioadm"])?,
        nome: texto(linha, &["nome"]),
        email: texto(linha, &["email", "e_mail"]),
        tipo: texto(linha, &["tipo", "perfil", "painel"]),
    })
}

/// `{"ver_boletos": "S"}`, `[{"permissao": "ver_boletos", "ativo": 1}]`, `["ver_boletos"]`, in wrappers or not. `None` for
/// anything else.
pub(crate) fn permissoes(corpo: &Value) -> Option<Permissoes> {
    let mut atual = corpo;
    for _ in 0..4 {
        let mapa = match atual {
            Value::Array(lista) => return da_lista(lista),
            Value::Object(mapa) => mapa,
            _ => return None,
        };
        let envelopes = ["dados", "data", "permissoes", "resultado", "retorno"];
        match envelopes.iter().find_map(|nome| mapa.get(*nome).filter(|v| v.is_array() || v.is_object())) {
            Some(dentro) => atual = dentro,
            None => return do_mapa(mapa),
        }
    }
    None
}

fn do_mapa(mapa: &Map<String, Value>) -> Option<Permissoes> {
    // What an envelope says of itself is no permission.
    const DO_ENVELOPE: [&str; 5] = ["sucesso", "success", "status", "codigo", "code"];
    let nomes = mapa.iter().filter(|(nome, _)| !DO_ENVELOPE.contains(&nome.as_str())).filter_map(|(nome, _)| {
        // A name that is not one of ours is looked up as it is: `Linha` wants names that live for ever.
        let unica = Map::from_iter([("x".to_owned(), mapa.get(nome)?.clone())]);
        Some((nome.clone(), Linha(&unica).sim_ou_nao(&["x"])?))
    });
    let lidas: BTreeMap<String, bool> = nomes.collect();
    (!lidas.is_empty() || mapa.is_empty()).then_some(Permissoes(lidas))
}

fn da_lista(lista: &[Value]) -> Option<Permissoes> {
    let mut lidas = BTreeMap::new();
    for valor in lista {
        let (nome, sim) = match valor {
            Value::String(nome) => (Some(nome.trim().to_owned()), true),
            Value::Object(mapa) => {
                let linha = Linha(mapa);
                let sim = linha.sim_ou_nao(&["permitido", "permite", "ativo", "habilitado", "valor", "status"]);
                (texto(linha, &["permissao", "chave", "slug", "codigo", "nome", "descricao"]), sim.unwrap_or(false))
            }
            _ => (None, false),
        };
        if let Some(nome) = nome.filter(|n| !n.is_empty()) {
            // Two rows of one name: the stricter one.
            lidas.entry(nome).and_modify(|antes| *antes &= sim).or_insert(sim);
        }
    }
    (!lidas.is_empty() || lista.is_empty()).then_some(Permissoes(lidas))
}

/// Whether CV says that somebody must approve what was changed.
pub(crate) fn alteracao(corpo: &Value) -> Alteracao {
    let Some(mapa) = corpo.as_object() else { return Alteracao::Recebida };
    let linha = Linha(mapa);
    let marcada = linha.sim_ou_nao(&["aguardando_aprovacao", "aguarda_aprovacao", "pendente", "em_validacao"]);
    let frases = [resposta::mensagem(corpo).map(str::to_owned), texto(linha, &["situacao", "status"])];
    let dita = frases.into_iter().flatten().any(|frase| {
        let frase = frase.to_lowercase();
        ["aprova", "validação", "validacao", "análise", "analise", "pendente", "moderação", "moderacao"]
            .iter()
            .any(|palavra| frase.contains(palavra))
    });
    if marcada.unwrap_or(dita) { Alteracao::AguardaAprovacao } else { Alteracao::Recebida }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn agora() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_end_of_a_token_is_read_in_every_way_cv_may_write_it() {
        let de = |expira: Value| token(&json!({"token": "abc", "expira_em": expira}), agora()).unwrap().expira;
        let uma_hora: Option<Timestamp> = "2026-11-21T13:00:00Z".parse().ok();
        for forma in [json!(3600), json!("3600"), json!("2026-11-21T13:00:00Z"), json!("2026-11-21 10:00:00")] {
            assert_eq!(de(forma.clone()), uma_hora, "{forma}");
        }
        assert_eq!(de(json!(1_795_266_000)), uma_hora);
        for ruim in [json!("logo"), json!(-5), json!([1]), json!(i64::MAX)] {
            assert_eq!(de(ruim.clone()), None, "{ruim}");
        }
    }

    #[test]
    fn a_token_is_found_in_wrappers_and_its_own_claim_is_a_hint() {
        let corpo = URL_SAFE_NO_PAD.encode(r#"{"exp":1795266000}"#);
        let jwt = format!("eyJhbGciOiJIUzI1NiJ9.{corpo}.x");
        for resposta in [
            json!({ "token": jwt }),
            json!({"data": {"access_token": jwt, "token_type": "Bearer"}}),
            json!({"sucesso": true, "dados": {"dados": {"jwt": format!("Bearer {jwt}")}}}),
        ] {
            let lido = token(&resposta, agora()).unwrap();
            assert_eq!((lido.token.exposto(), lido.expira), (jwt.as_str(), "2026-11-21T13:00:00Z".parse().ok()));
        }
        for ruim in [json!({}), json!([]), json!({"token": ""}), json!({"token": "a b"}), json!({"token": 5})] {
            assert_eq!(token(&ruim, agora()), None, "{ruim}");
        }
        assert_eq!(token(&json!({"token": "x".repeat(5000)}), agora()), None);
    }

    #[test]
    fn permissions_come_as_flags_rows_or_names() {
        for corpo in [
            json!({"boletos": "S", "extrato": "N"}),
            json!({"permissoes": {"boletos": 1, "extrato": false}}),
            json!({"sucesso": true, "boletos": "Sim", "extrato": 0}),
            json!({"dados": [{"permissao": "boletos", "ativo": "Sim"}, {"permissao": "extrato", "ativo": "Não"}]}),
        ] {
            let lidas = permissoes(&corpo).unwrap();
            let todas = ["boletos", "extrato", "outra", "sucesso"].map(|nome| lidas.permite(nome));
            assert_eq!(todas, [Some(true), Some(false), None, None], "{corpo}");
        }
        assert_eq!(permissoes(&json!(["boletos"])).unwrap().permite("boletos"), Some(true));
        assert_eq!(permissoes(&json!([])), Some(Permissoes::default()));
        for ruim in [json!(1), json!("S"), json!({"mensagem": "sem sistema"}), json!([1, 2])] {
            assert_eq!(permissoes(&ruim), None, "{ruim}");
        }
    }

    #[test]
    fn a_change_waits_only_when_cv_says_so() {
        for corpo in [
            json!({"sucesso": true, "mensagem": "Alteração enviada para validação cadastral"}),
            json!({"aguardando_aprovacao": "S"}),
            json!({"situacao": "Pendente"}),
        ] {
            assert_eq!(alteracao(&corpo), Alteracao::AguardaAprovacao, "{corpo}");
        }
        for corpo in
            [json!({"mensagem": "Dados atualizados"}), json!([]), json!({"pendente": "N", "mensagem": "aprovado"})]
        {
            assert_eq!(alteracao(&corpo), Alteracao::Recebida, "{corpo}");
        }
    }
}
