//! Logging in, new passwords, and the back office: what needs no portal token.

use domain::{
    documento::{Documento, Email, Token},
    modelo::Lista,
};
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};

use super::ClienteCv;
use crate::{
    erro::ErroCv,
    mapa,
    modelo::{Canal, FiltroCliente, Identificador, PessoaCv, TokenCv, UsuarioAdm},
    operacao::Operacao,
    resposta::contrato,
    transporte::{Credencial, Pedido},
};

impl ClienteCv {
    /// A client's login by password.
    ///
    /// # Errors
    /// [`ErroCv::Recusado`] when CV does not take the password; it may also say so in a sentence ([`ErroCv::Invalido`]).
    pub async fn autenticar(&self, quem: &Identificador, senha: &SecretString) -> Result<TokenCv, ErroCv> {
        self.token(Operacao::Autenticacao, Credencial::Nenhuma, com_senha(quem, senha)).await
    }

    /// A síndico's login by password.
    ///
    /// # Errors
    /// As [`ClienteCv::autenticar`].
    pub async fn autenticar_sindico(&self, quem: &Identificador, senha: &SecretString) -> Result<TokenCv, ErroCv> {
        self.token(Operacao::AutenticacaoSindico, Credencial::Nenhuma, com_senha(quem, senha)).await
    }

    /// A login by another system, `origem` being its name at CV. CV publishes no body, so the fields are the caller's: they are
    /// sent as one flat JSON object.
    ///
    /// # Errors
    /// As [`ClienteCv::autenticar`].
    pub async fn autenticar_externo(&self, origem: &str, campos: &[(&str, SecretString)]) -> Result<TokenCv, ErroCv> {
        let corpo: Map<String, Value> =
            campos.iter().map(|(nome, valor)| ((*nome).to_owned(), valor.expose_secret().into())).collect();
        let operacao = Operacao::AutenticacaoExterna;
        let lugares = [("origem", origem)];
        let pedido = Pedido::com_corpo(operacao, Method::POST, Credencial::Nenhuma, corpo.into());
        self.token_de(Pedido { lugares: &lugares, ..pedido }).await
    }

    /// Has CV send a code. `Ok` says that CV took the request, not that somebody has the code.
    ///
    /// # Errors
    /// [`ErroCv::Invalido`] may tell whether CV knows the person: it is not for the eyes of whoever asked.
    pub async fn enviar_codigo(&self, quem: &Identificador, canal: Canal) -> Result<(), ErroCv> {
        let (campo, valor) = quem.campo();
        let corpo = json!({ campo: valor, "canal": canal.nome() });
        self.acao(Operacao::CodigoVerificacao, Credencial::Nenhuma, corpo).await
    }

    /// A token for a code.
    ///
    /// # Errors
    /// [`ErroCv::Recusado`] or [`ErroCv::Invalido`] when CV does not take the code.
    pub async fn validar_codigo(&self, quem: &Identificador, codigo: &str) -> Result<TokenCv, ErroCv> {
        let (campo, valor) = quem.campo();
        let corpo = json!({ campo: valor, "codigo": codigo });
        self.token(Operacao::ValidarAutenticacao, Credencial::Nenhuma, corpo).await
    }

    /// Has CV send a client a new password by e-mail.
    ///
    /// # Errors
    /// As [`ClienteCv::enviar_codigo`].
    pub async fn resetar_senha_email(&self, email: &Email) -> Result<(), ErroCv> {
        let corpo = json!({ "email": email.exposto() });
        self.acao(Operacao::ResetarSenhaEmail, Credencial::Nenhuma, corpo).await
    }

    /// Has CV send a client a new password by SMS.
    ///
    /// # Errors
    /// As [`ClienteCv::enviar_codigo`].
    pub async fn resetar_senha_sms(&self, documento: &Documento) -> Result<(), ErroCv> {
        let corpo = json!({ "documento": documento.normalizado() });
        self.acao(Operacao::ResetarSenhaSms, Credencial::Nenhuma, corpo).await
    }

    /// Has CV send a síndico a new password by e-mail.
    ///
    /// # Errors
    /// As [`ClienteCv::enviar_codigo`].
    pub async fn resetar_senha_email_sindico(&self, email: &Email) -> Result<(), ErroCv> {
        let corpo = json!({ "email": email.exposto() });
        self.acao(Operacao::ResetarSenhaEmailSindico, Credencial::Nenhuma, corpo).await
    }

    /// Has CV send a síndico a new password by SMS.
    ///
    /// # Errors
    /// As [`ClienteCv::enviar_codigo`].
    pub async fn resetar_senha_sms_sindico(&self, documento: &Documento) -> Result<(), ErroCv> {
        let corpo = json!({ "documento": documento.normalizado() });
        self.acao(Operacao::ResetarSenhaSmsSindico, Credencial::Nenhuma, corpo).await
    }

    /// Searches the back office's clients, with the service credentials. Documents come whole here, even those the portal masks.
    ///
    /// # Errors
    /// [`ErroCv::Contrato`] without service credentials in the configuration; [`ErroCv::Recusado`] when CV does not take them.
    pub async fn buscar_clientes(&self, filtro: &FiltroCliente) -> Result<Lista<PessoaCv>, ErroCv> {
        let (nome, valor) = filtro.par();
        let consulta = [(nome, valor.as_str())];
        let pedido = Pedido::get(Operacao::Cadastros, Credencial::Servico, &[]);
        self.lista(Pedido { consulta: &consulta, ..pedido }, mapa::pessoa).await
    }

    /// Has CV send a code to an administrative user. The service credentials go along when there are any.
    ///
    /// # Errors
    /// As [`ClienteCv::enviar_codigo`].
    pub async fn enviar_codigo_adm(&self, email: &Email) -> Result<(), ErroCv> {
        let corpo = json!({ "email": email.exposto() });
        self.acao(Operacao::CodigoAdm, Credencial::ServicoSeHouver, corpo).await
    }

    /// A token for an administrative user's code.
    ///
    /// # Errors
    /// As [`ClienteCv::validar_codigo`].
    pub async fn validar_codigo_adm(&self, email: &Email, codigo: &str) -> Result<TokenCv, ErroCv> {
        let corpo = json!({ "email": email.exposto(), "codigo": codigo });
        self.token(Operacao::ValidarAdm, Credencial::ServicoSeHouver, corpo).await
    }

    /// The administrative user whose token this is.
    ///
    /// # Errors
    /// [`ErroCv::Recusado`] for the token of anybody else, or when CV knows no user behind it.
    pub async fn usuario_adm(&self, token: &Token) -> Result<UsuarioAdm, ErroCv> {
        let pedido = Pedido::get(Operacao::UsuarioAdm, Credencial::Portador(token), &[]);
        self.registro(pedido, mapa::usuario_adm).await?.ok_or(ErroCv::Recusado)
    }

    async fn acao(&self, operacao: Operacao, credencial: Credencial<'_>, corpo: Value) -> Result<(), ErroCv> {
        self.corpo(Pedido::com_corpo(operacao, Method::POST, credencial, corpo)).await.map(drop)
    }

    async fn token(&self, operacao: Operacao, credencial: Credencial<'_>, corpo: Value) -> Result<TokenCv, ErroCv> {
        self.token_de(Pedido::com_corpo(operacao, Method::POST, credencial, corpo)).await
    }

    async fn token_de(&self, pedido: Pedido<'_>) -> Result<TokenCv, ErroCv> {
        let operacao = pedido.operacao;
        let corpo = self.corpo(pedido).await?.unwrap_or_default();
        mapa::token(&corpo, self.transporte.agora()).ok_or_else(|| contrato(operacao, "resposta sem token"))
    }
}

fn com_senha(quem: &Identificador, senha: &SecretString) -> Value {
    let (campo, valor) = quem.campo();
    json!({ campo: valor, "senha": senha.expose_secret() })
}
