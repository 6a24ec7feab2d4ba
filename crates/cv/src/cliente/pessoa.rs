//! The person behind a portal token: data, permissions, messages.

use domain::{
    documento::{Documento, Email, Telefone, Token},
    modelo::Lista,
};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::ClienteCv;
use crate::{
    erro::ErroCv,
    mapa,
    modelo::{Alteracao, AlteracaoPessoa, EnderecoCv, MensagemCv, Permissoes, PessoaCv, SindicoCv},
    operacao::Operacao,
    resposta::contrato,
    transporte::{Credencial, Pedido},
};

impl ClienteCv {
    /// Who is logged in.
    ///
    /// # Errors
    /// [`ErroCv::Recusado`] also when CV knows nobody behind the token.
    pub async fn pessoa(&self, token: &Token) -> Result<PessoaCv, ErroCv> {
        let pedido = Pedido::get(Operacao::Pessoa, Credencial::Portador(token), &[]);
        self.registro(pedido, mapa::pessoa).await?.ok_or(ErroCv::Recusado)
    }

    /// A person by document, if CV has them and shows them to this token.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn pessoa_por_documento(&self, token: &Token, documento: &Documento) -> Result<Option<PessoaCv>, ErroCv> {
        let lugares = [("documento", documento.normalizado())];
        let pedido = Pedido::get(Operacao::PessoaPorDocumento, Credencial::Portador(token), &lugares);
        self.registro(pedido, mapa::pessoa).await
    }

    /// Changes name or contacts; what is `None` is left as it is, and with nothing to change nobody is asked.
    ///
    /// # Errors
    /// [`ErroCv::Invalido`] with CV's reason.
    pub async fn atualizar_pessoa(&self, token: &Token, alteracao: &AlteracaoPessoa) -> Result<Alteracao, ErroCv> {
        let campos = [
            ("nome", alteracao.nome.as_deref()),
            ("email", alteracao.email.as_ref().map(Email::exposto)),
            ("telefone", alteracao.telefone.as_ref().map(Telefone::exposto)),
        ];
        let campos = campos.into_iter().filter_map(|(nome, valor)| valor.map(|v| (nome, v)));
        self.alterar(Operacao::AtualizarPessoa, token, campos).await
    }

    /// Changes the address; what is `None` is left as it is.
    ///
    /// # Errors
    /// As [`ClienteCv::atualizar_pessoa`].
    pub async fn atualizar_endereco(&self, token: &Token, endereco: &EnderecoCv) -> Result<Alteracao, ErroCv> {
        self.alterar(Operacao::AtualizarEndereco, token, endereco.partes()).await
    }

    async fn alterar<'v>(
        &self,
        operacao: Operacao,
        token: &Token,
        campos: impl Iterator<Item = (&'static str, &'v str)>,
    ) -> Result<Alteracao, ErroCv> {
        let corpo: Map<String, Value> = campos.map(|(nome, valor)| (nome.to_owned(), valor.into())).collect();
        if corpo.is_empty() {
            return Ok(Alteracao::Recebida);
        }
        let pedido = Pedido::com_corpo(operacao, Method::PUT, Credencial::Portador(token), corpo.into());
        Ok(mapa::alteracao(&self.corpo(pedido).await?.unwrap_or_default()))
    }

    /// The síndico who is logged in.
    ///
    /// # Errors
    /// [`ErroCv::Recusado`] for the token of anybody else, or when CV knows nobody behind it.
    pub async fn sindico(&self, token: &Token) -> Result<SindicoCv, ErroCv> {
        let pedido = Pedido::get(Operacao::Sindico, Credencial::Portador(token), &[]);
        self.registro(pedido, mapa::sindico).await?.ok_or(ErroCv::Recusado)
    }

    /// What the person's profile may do.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn permissoes(&self, token: &Token) -> Result<Permissoes, ErroCv> {
        self.permissoes_de(Operacao::Permissoes, token).await
    }

    /// What the síndico may do.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn permissoes_sindico(&self, token: &Token) -> Result<Permissoes, ErroCv> {
        self.permissoes_de(Operacao::PermissoesSindico, token).await
    }

    async fn permissoes_de(&self, operacao: Operacao, token: &Token) -> Result<Permissoes, ErroCv> {
        match self.corpo(Pedido::get(operacao, Credencial::Portador(token), &[])).await? {
            None => Ok(Permissoes::default()),
            Some(corpo) => {
                mapa::permissoes(&corpo).ok_or_else(|| contrato(operacao, "permissões em forma desconhecida"))
            }
        }
    }

    /// Messages exchanged, in CV's order.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn mensagens(&self, token: &Token) -> Result<Lista<MensagemCv>, ErroCv> {
        self.lista(Pedido::get(Operacao::Mensagens, Credencial::Portador(token), &[]), mapa::mensagem).await
    }

    /// Sends a message to the incorporadora. Not repeated on a failure: it may have arrived.
    ///
    /// # Errors
    /// [`ErroCv::Invalido`] with CV's reason.
    pub async fn enviar_mensagem(&self, token: &Token, texto: &str) -> Result<(), ErroCv> {
        let corpo = json!({ "mensagem": texto });
        let pedido = Pedido::com_corpo(Operacao::EnviarMensagem, Method::POST, Credencial::Portador(token), corpo);
        self.corpo(pedido).await.map(drop)
    }
}
