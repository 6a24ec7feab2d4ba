//! What the person behind a portal token bought: empreendimentos, units, contracts, boletos, documents.

use domain::{documento::Token, modelo::Lista};

use super::ClienteCv;
use crate::{
    erro::ErroCv,
    mapa,
    modelo::{BoletoCv, ContratoCv, DocumentoCv, EmpreendimentoCv, LinkCv, PastaCv, UnidadeCv},
    operacao::Operacao,
    resposta::contrato,
    transporte::{Credencial, Pedido},
};

impl ClienteCv {
    /// Empreendimentos of the person.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn empreendimentos(&self, token: &Token) -> Result<Lista<EmpreendimentoCv>, ErroCv> {
        self.lista(Pedido::get(Operacao::Empreendimentos, Credencial::Portador(token), &[]), mapa::empreendimento).await
    }

    /// Units of the person, with whose they are where CV says so.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn unidades(&self, token: &Token) -> Result<Lista<UnidadeCv>, ErroCv> {
        self.lista(Pedido::get(Operacao::Unidades, Credencial::Portador(token), &[]), mapa::unidade).await
    }

    /// One unit; `None` when it is not the person's.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn unidade(&self, token: &Token, idunidade: &str) -> Result<Option<UnidadeCv>, ErroCv> {
        let lugares = [("idunidade", idunidade)];
        let pedido = Pedido::get(Operacao::Unidade, Credencial::Portador(token), &lugares);
        if self.transporte.pede(Operacao::Unidade, "idunidade") {
            return Ok(self.registro(pedido, mapa::unidade).await?.filter(|unidade| unidade.id == idunidade));
        }
        let lista = self.lista(pedido, mapa::unidade).await?;
        Ok(lista.itens.into_iter().find(|unidade| unidade.id == idunidade))
    }

    /// Contracts of the person, with whose they are where CV says so.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn contratos(&self, token: &Token) -> Result<Lista<ContratoCv>, ErroCv> {
        self.lista(Pedido::get(Operacao::Contratos, Credencial::Portador(token), &[]), mapa::contrato).await
    }

    /// Contracts of one unit.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn contratos_da_unidade(&self, token: &Token, idunidade: &str) -> Result<Lista<ContratoCv>, ErroCv> {
        let lugares = [("idunidade", idunidade)];
        let pedido = Pedido::get(Operacao::ContratosDaUnidade, Credencial::Portador(token), &lugares);
        let mut lista = self.lista(pedido, mapa::contrato).await?;
        let perguntada = self.transporte.pede(Operacao::ContratosDaUnidade, "idunidade");
        lista.itens.retain(|contrato| da_unidade(contrato.idunidade.as_deref(), idunidade, perguntada));
        Ok(lista)
    }

    /// Boletos of one unit.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn boletos(&self, token: &Token, idunidade: &str) -> Result<Lista<BoletoCv>, ErroCv> {
        let lugares = [("idunidade", idunidade)];
        let pedido = Pedido::get(Operacao::Boletos, Credencial::Portador(token), &lugares);
        let mut lista = self.lista(pedido, mapa::boleto).await?;
        let perguntada = self.transporte.pede(Operacao::Boletos, "idunidade");
        lista.itens.retain(|boleto| da_unidade(boleto.idunidade.as_deref(), idunidade, perguntada));
        for boleto in &mut lista.itens {
            boleto.idunidade.get_or_insert_with(|| idunidade.to_owned());
        }
        Ok(lista)
    }

    /// Where the PDF of a boleto is; `None` when it is not the person's.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn boleto_pdf(&self, token: &Token, idboleto: &str) -> Result<Option<LinkCv>, ErroCv> {
        self.link(Operacao::BoletoPdf, token, &[("idboleto", idboleto)]).await
    }

    /// Documents of one unit; with a path that has no `{idunidade}`, of all of them.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn documentos(&self, token: &Token, idunidade: &str) -> Result<Lista<DocumentoCv>, ErroCv> {
        let lugares = [("idunidade", idunidade)];
        let pedido = Pedido::get(Operacao::Documentos, Credencial::Portador(token), &lugares);
        let mut lista = self.lista(pedido, mapa::documento).await?;
        if self.transporte.pede(Operacao::Documentos, "idunidade") {
            lista.itens.retain(|documento| da_unidade(documento.idunidade.as_deref(), idunidade, true));
            for documento in &mut lista.itens {
                documento.idunidade.get_or_insert_with(|| idunidade.to_owned());
            }
        }
        Ok(lista)
    }

    /// Folders of one unit's documents.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn pastas(&self, token: &Token, idunidade: &str) -> Result<Lista<PastaCv>, ErroCv> {
        let lugares = [("idunidade", idunidade)];
        self.lista(Pedido::get(Operacao::Pastas, Credencial::Portador(token), &lugares), mapa::pasta).await
    }

    /// Where a document is; `None` when it is not the person's.
    ///
    /// # Errors
    /// See [`ErroCv`].
    pub async fn documento(&self, token: &Token, iddocumento: &str) -> Result<Option<LinkCv>, ErroCv> {
        self.link(Operacao::Documento, token, &[("iddocumento", iddocumento)]).await
    }

    async fn link(
        &self,
        operacao: Operacao,
        token: &Token,
        lugares: &[(&str, &str)],
    ) -> Result<Option<LinkCv>, ErroCv> {
        match self.corpo(Pedido::get(operacao, Credencial::Portador(token), lugares)).await? {
            None => Ok(None),
            Some(corpo) => mapa::link(&corpo).map(Some).ok_or_else(|| contrato(operacao, "resposta sem link http")),
        }
    }
}

/// A row that names another unit is never this one's; one that names none is, if CV was asked for this unit.
fn da_unidade(nomeada: Option<&str>, pedida: &str, perguntada: bool) -> bool {
    nomeada.map_or(perguntada, |unidade| unidade == pedida)
}
