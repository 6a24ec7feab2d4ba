//! From what CV was shown to a visit: counted, judged by CV, resolved like a launch, and opened like one.

use std::time::Duration;

use axum::response::{IntoResponse as _, Response};
use cv::{ErroCv, Identificador, TokenCv};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use super::{
    Pedido, equipe,
    tentativas::{Assunto, Contadores, Trancado},
};
use crate::{
    app::{components::tempo::hora, pages::mensagem::Mensagem},
    server::{
        config::Papel,
        metricas,
        middleware::particionado::PrimeiraParte,
        portal::{Apresentavel as _, ErroLancamento, jwt},
        session::inicio::{self, ErroInicio},
        storage::Origem,
    },
};

/// What CV said to a code or password, when it let nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recusa {
    /// Wrong, or of nobody: the same thing here.
    Errado,
    /// CV could not judge.
    SemResposta,
}

/// How a try ends.
pub(super) enum Fim {
    /// With an answer: a visit, or a page that says why there cannot be one.
    Resposta(Response),
    /// With the form again.
    Recusa(Recusa),
}

/// One try: `pergunta` shows CV what was typed.
pub(super) async fn tentar(
    pedido: &Pedido,
    assunto: Assunto,
    papel: Papel,
    quem: &Identificador,
    pergunta: impl Future<Output = Result<TokenCv, ErroCv>> + Send,
) -> Fim {
    let estado = &pedido.estado;
    let piso = Instant::now() + pedido.regras().piso;
    let contadores = Contadores::novos(estado, &pedido.slug, assunto, quem, pedido.endereco);
    match contadores.tentar().await {
        Ok(Ok(())) => {}
        Ok(Err(trancado)) => {
            metricas::acesso_direto(&pedido.slug, passo(assunto), "trancado");
            tracing::warn!(incorporadora = pedido.slug, passo = passo(assunto), "direct access locked for a while");
            return Fim::Resposta(trancada(pedido, trancado));
        }
        Err(erro) => return Fim::Resposta(pedido.quebrou(&erro)),
    }
    let token = match pergunta.await {
        Ok(token) => token,
        Err(erro) => {
            let recusa = match erro {
                ErroCv::Recusado | ErroCv::Invalido { .. } => Recusa::Errado,
                _ => Recusa::SemResposta,
            };
            metricas::acesso_direto(&pedido.slug, passo(assunto), erro.codigo());
            if recusa == Recusa::Errado {
                tracing::info!(incorporadora = pedido.slug, passo = passo(assunto), "direct access refused by CV");
            } else {
                let codigo = erro.codigo();
                tracing::warn!(
                    incorporadora = pedido.slug,
                    passo = passo(assunto),
                    codigo,
                    "CV could not judge a direct access"
                );
            }
            // The try stays counted even when CV could not judge: whoever can exhaust CV's limit must not win tries by it.
            if let Err(erro) = contadores.contar_endereco().await {
                return Fim::Resposta(pedido.quebrou(&erro));
            }
            // CV looks longer at a person it knows.
            sleep_until(piso).await;
            return Fim::Recusa(recusa);
        }
    };
    if let Err(erro) = contadores.acertou().await {
        return Fim::Resposta(pedido.quebrou(&erro));
    }
    Fim::Resposta(entrar(pedido, papel, quem, token).await.unwrap_or_else(|resposta| resposta))
}

/// The visit, like that of a launch: CV's token says who it is, by the resolver of the role; of the staff, CV has judged the code
/// as that of an administrative user.
async fn entrar(pedido: &Pedido, papel: Papel, quem: &Identificador, token: TokenCv) -> Result<Response, Response> {
    let estado = &pedido.estado;
    let entrada = pedido.entrada().ok_or_else(|| pedido.nao_ha())?;
    let recusar = |erro: ErroLancamento| {
        metricas::acesso_direto(&pedido.slug, "entrar", erro.codigo());
        tracing::warn!(incorporadora = pedido.slug, codigo = erro.codigo(), %erro, "direct access without a visit");
        let a = erro.apresentacao();
        // CV itself gave the token: a 401 would ask the browser for another.
        let status = if a.status == StatusCode::UNAUTHORIZED { StatusCode::BAD_GATEWAY } else { a.status };
        let depois = "Tente de novo em alguns minutos. Se a mensagem continuar, fale com a incorporadora.";
        pedido.mensagem(Mensagem::nova(status, a.titulo, a.explicacao, depois))
    };
    // CV itself gave it, over its own connection: no signature has to prove that. Its claims only bound the visit.
    let agora = estado.relogio.agora();
    let exame = jwt::examinar(&token.token, None, agora).map_err(|erro| recusar(erro.into()))?;
    let ate = [exame.expira, token.expira].into_iter().flatten().min();
    let identidade = match (papel, quem) {
        (Papel::Gestor, Identificador::Email(email)) => equipe::identidade(&entrada.cv, email, &token.token).await,
        _ => entrada.resolver.resolver(papel, &token.token).await,
    };
    let identidade = identidade.map_err(|erro| recusar(erro.into()))?;
    let principal = inicio::principal(estado, &entrada.incorporadora, papel, identidade, Origem::Direto, ate);
    let quebrou = |erro: ErroInicio| pedido.quebrou(&erro);
    let sessao = pedido.sessao.as_ref().ok_or_else(|| quebrou(ErroInicio::camada("no session layer")))?;
    let id = inicio::gravar(estado, sessao, &principal, &token.token).await.map_err(quebrou)?;
    let handle =
        inicio::abrir(estado, sessao, id, &principal, pedido.anterior, &pedido.headers).await.map_err(quebrou)?;
    metricas::acesso_direto(&pedido.slug, "entrar", "aceito");
    tracing::info!(incorporadora = pedido.slug, papel = papel.as_str(), "direct access accepted");
    let local = HeaderValue::from_str(&format!("{}/", handle.prefixo())).map_err(|erro| pedido.quebrou(&erro))?;
    let mut resposta = (StatusCode::SEE_OTHER, [(header::LOCATION, local)]).into_response();
    resposta.extensions_mut().insert(PrimeiraParte);
    Ok(resposta)
}

/// Too many tries; when to come back, and the way that is always open.
pub(super) fn trancada(pedido: &Pedido, Trancado { ate }: Trancado) -> Response {
    let mut resposta = pedido.mensagem(Mensagem::nova(
        StatusCode::TOO_MANY_REQUESTS,
        "Muitas tentativas em pouco tempo",
        "Para proteger os seus dados, paramos de aceitar tentativas por alguns minutos. Nada foi alterado no seu cadastro.",
        &format!("Tente de novo depois das {}. O Financeiro dentro do Portal do Cliente continua abrindo normalmente.", minuto_seguinte(ate)),
    ));
    let espera = ate.duration_since(pedido.estado.relogio.agora()).unsigned_abs().max(Duration::from_secs(1));
    resposta.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(espera.as_secs()));
    resposta
}

/// The first whole minute at which it works again: `15:47` must not be refused at 15:47.
fn minuto_seguinte(ate: Timestamp) -> String {
    let sobra = ate.as_second().rem_euclid(60);
    let inteiro = if sobra == 0 { ate.as_second() } else { ate.as_second() + 60 - sobra };
    hora(Timestamp::from_second(inteiro).unwrap_or(ate))
}

const fn passo(assunto: Assunto) -> &'static str {
    match assunto {
        Assunto::Codigo => "codigo",
        Assunto::Senha => "senha",
        Assunto::SenhaDeSindico => "senha-sindico",
        Assunto::EnvioDeCodigo => "enviar-codigo",
        Assunto::EnvioDeSenha => "enviar-senha",
        Assunto::CodigoDaEquipe => "codigo-equipe",
        Assunto::EnvioParaEquipe => "enviar-codigo-equipe",
    }
}
