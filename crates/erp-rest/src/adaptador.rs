//! The port, spoken over the contract.

use async_trait::async_trait;
use domain::modelo::{
    BoletoEmitido, Cliente, CobrancaDeUnidade, Contrato, Lista, NotaFiscal, Pagamento, Parcela, Quitacao, Titular,
    Unidade,
};
use erp::{Arquivo, Capacidade, Capacidades, Erp, ErroErp, TipoArquivo};
use serde_json::{Map, Value};

use leitura::{Ilegivel, Linha};

use crate::{
    config::{ConfigRest, ErroConfig, Recurso},
    documentos::Documentos,
    dono::{Dono, Posse, montar, nomeia_documento},
    envelope, mapa,
    resposta::Resposta,
    transporte::Transporte,
};

/// An ERP that speaks the REST contract. Cheap to share behind an `Arc`; one connection pool per value.
///
/// Makes no second attempt and keeps nothing between calls: retries, limits and caches are the port's surroundings.
#[derive(Debug)]
pub struct ErpRest {
    transporte: Transporte,
    documentos: Documentos,
    /// Whether a path of the condominium's units is configured.
    condominios: bool,
}

impl ErpRest {
    /// Checks the configuration and prepares the HTTP client; calls nobody.
    ///
    /// # Errors
    /// See [`ErroConfig`].
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the credentials end here: after this call nobody holds them twice"
    )]
    pub fn novo(config: ConfigRest) -> Result<Self, ErroConfig> {
        Ok(Self {
            transporte: Transporte::novo(&config)?,
            documentos: Documentos::novo(&config)?,
            condominios: config.caminhos.contains_key(Recurso::Condominios.chave()),
        })
    }

    /// The customer's code: from CV, or else asked of the ERP. `None` when the ERP knows the person and names no code.
    async fn codigo(&self, titular: &Titular) -> Result<Option<String>, ErroErp> {
        match &titular.id_erp {
            Some(id) => Ok(Some(id.clone())),
            None => Ok(self.cliente(titular).await?.id),
        }
    }

    /// A list asked with document and customer's code, as requests 4 to 7 want it.
    async fn lista<T>(
        &self,
        recurso: Recurso,
        titular: &Titular,
        mapear: impl Fn(Linha<'_>) -> Result<Option<T>, Ilegivel> + Send,
    ) -> Result<Lista<T>, ErroErp> {
        let codigo = self.codigo(titular).await?;
        let resposta = self.transporte.buscar(recurso, titular, codigo.as_deref()).await?;
        let linhas = linhas(recurso, resposta)?;
        Ok(montar(recurso, &linhas, Dono { documento: &titular.documento, id_cliente: codigo.as_deref() }, mapear))
    }
}

fn linhas(recurso: Recurso, resposta: Resposta) -> Result<Vec<Value>, ErroErp> {
    match resposta {
        Resposta::Json(corpo) => envelope::linhas(recurso, corpo),
        Resposta::Ausente => Ok(Vec::new()),
        Resposta::PedidoInvalido(erro) => Err(erro),
    }
}

#[async_trait]
impl Erp for ErpRest {
    fn capacidades(&self) -> Capacidades {
        [
            Capacidade::Contratos,
            Capacidade::Parcelas,
            Capacidade::Boletos,
            Capacidade::Pagamentos,
            Capacidade::NotasFiscais,
            Capacidade::Quitacoes,
            Capacidade::Unidades,
            Capacidade::SegundaVia,
        ]
        .into_iter()
        .chain(self.condominios.then_some(Capacidade::Condominio))
        .collect()
    }

    async fn cliente(&self, titular: &Titular) -> Result<Cliente, ErroErp> {
        let recurso = Recurso::Clientes;
        let registros = match self.transporte.buscar(recurso, titular, None).await? {
            Resposta::Json(corpo) => envelope::registros(recurso, corpo)?,
            Resposta::Ausente => return Err(ErroErp::NaoEncontrado),
            Resposta::PedidoInvalido(erro) => return Err(erro),
        };
        escolher(titular, &registros)
    }

    async fn contratos(&self, titular: &Titular) -> Result<Lista<Contrato>, ErroErp> {
        let recurso = Recurso::Contratos;
        let resposta = self.transporte.buscar(recurso, titular, None).await?;
        let dono = Dono { documento: &titular.documento, id_cliente: titular.id_erp.as_deref() };
        Ok(montar(recurso, &linhas(recurso, resposta)?, dono, mapa::contrato))
    }

    /// The newest version is asked by document, the older one by the customer's code, and the contract gives no way to
    /// tell which is on the other end. So an answer to the document alone is believed only when its rows name a
    /// document; an empty one, or one without names, may be an older ERP that ignored the question, and is asked again
    /// with the code. Which also tells an unknown person from one without debts.
    async fn boletos(&self, titular: &Titular) -> Result<Lista<BoletoEmitido>, ErroErp> {
        let recurso = Recurso::BoletosAbertos;
        if titular.id_erp.is_none() {
            let resposta = self.transporte.buscar(recurso, titular, None).await?;
            if !matches!(resposta, Resposta::PedidoInvalido(_)) {
                let linhas = linhas(recurso, resposta)?;
                let nomeada = |valor: &Value| valor.as_object().is_none_or(|mapa| nomeia_documento(Linha(mapa)));
                if !linhas.is_empty() && linhas.iter().all(nomeada) {
                    let dono = Dono { documento: &titular.documento, id_cliente: None };
                    return Ok(montar(recurso, &linhas, dono, mapa::boleto));
                }
            }
        }
        self.lista(recurso, titular, mapa::boleto).await
    }

    async fn parcelas(&self, titular: &Titular) -> Result<Lista<Parcela>, ErroErp> {
        self.lista(Recurso::ExtratosFinanceiros, titular, mapa::parcela).await
    }

    async fn pagamentos(&self, titular: &Titular) -> Result<Lista<Pagamento>, ErroErp> {
        self.lista(Recurso::ExtratosFinanceiros, titular, mapa::pagamento).await
    }

    async fn notas_fiscais(&self, titular: &Titular) -> Result<Lista<NotaFiscal>, ErroErp> {
        self.lista(Recurso::NotasFiscais, titular, mapa::nota_fiscal).await
    }

    async fn quitacoes(&self, titular: &Titular) -> Result<Lista<Quitacao>, ErroErp> {
        self.lista(Recurso::DeclaracoesQuitacao, titular, mapa::quitacao).await
    }

    async fn unidades(&self, titular: &Titular) -> Result<Lista<Unidade>, ErroErp> {
        self.lista(Recurso::InstalacoesProdutos, titular, mapa::unidade).await
    }

    async fn condominio(&self, condominio: &Titular) -> Result<Lista<CobrancaDeUnidade>, ErroErp> {
        if !self.condominios {
            return Err(ErroErp::NaoSuportado);
        }
        let recurso = Recurso::Condominios;
        let resposta = self.transporte.buscar(recurso, condominio, condominio.id_erp.as_deref()).await?;
        Ok(mapa::unidades_do_condominio(&condominio.documento, &linhas(recurso, resposta)?))
    }

    async fn segunda_via(&self, _: &Titular, boleto: &BoletoEmitido) -> Result<Arquivo, ErroErp> {
        self.documentos.buscar("segunda-via", boleto.pdf.as_ref(), TipoArquivo::Pdf).await
    }

    async fn nota_fiscal(&self, _: &Titular, nota: &NotaFiscal, tipo: TipoArquivo) -> Result<Arquivo, ErroErp> {
        let arquivo = match tipo {
            TipoArquivo::Pdf => nota.pdf.as_ref(),
            TipoArquivo::Xml => nota.xml.as_ref(),
        };
        self.documentos.buscar("nota-fiscal", arquivo, tipo).await
    }

    async fn quitacao(&self, _: &Titular, quitacao: &Quitacao) -> Result<Arquivo, ErroErp> {
        self.documentos.buscar("quitacao", quitacao.pdf.as_ref(), TipoArquivo::Pdf).await
    }
}

/// The one record that is the holder's.
///
/// A record of another document is an error and not "unknown": the ERP answered a question nobody asked. Two codes for
/// one document are an error too, unless CV named one of them: picking would hide what the other owes.
pub(crate) fn escolher(titular: &Titular, registros: &[Map<String, Value>]) -> Result<Cliente, ErroErp> {
    let contrato = |detalhe: &str| ErroErp::Contrato { detalhe: format!("clientes: {detalhe}") };
    if registros.is_empty() {
        return Err(ErroErp::NaoEncontrado);
    }
    let dono = Dono { documento: &titular.documento, id_cliente: None };
    let proprios: Vec<Linha<'_>> =
        registros.iter().map(Linha).filter(|linha| dono.posse(Recurso::Clientes, *linha) == Posse::Titular).collect();
    if proprios.is_empty() {
        tracing::warn!(
            operacao = "clientes",
            alheias = registros.len(),
            "o ERP devolveu um cadastro que não é do documento perguntado; não foi usado"
        );
        return Err(contrato("o cadastro devolvido não é do documento perguntado"));
    }
    let mut clientes: Vec<Cliente> = Vec::new();
    for linha in proprios {
        if !mapa::conhecido(linha) {
            return Err(contrato("objeto sem nome e sem código de cliente"));
        }
        let cliente = mapa::cliente(linha).map_err(|Ilegivel(campo)| contrato(&format!("campo `{campo}` ilegível")))?;
        if !clientes.iter().any(|c| c.id == cliente.id) {
            clientes.push(cliente);
        }
    }
    let indicado = clientes.iter().position(|c| c.id.is_some() && c.id == titular.id_erp);
    match (indicado, clientes.len()) {
        (Some(posicao), _) => Ok(clientes.swap_remove(posicao)),
        (None, 1) => Ok(clientes.swap_remove(0)),
        _ => Err(contrato("mais de um cadastro para o mesmo documento")),
    }
}
