//! Where a fault happens.

use std::{fmt, str::FromStr};

use super::ErroFalha;
use crate::pessoas;

/// One of the simulated systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sitio {
    /// CV's API.
    Cv,
    /// The ERP.
    Erp,
    /// UAU.
    Uau,
    /// The ERP in the style of Mega.
    Mega,
    /// The ERP in the style of Sienge.
    Sienge,
    /// The ERP of flat rows.
    Plano,
}

impl Sitio {
    const TODOS: [(Self, &'static str); 6] = [
        (Self::Cv, "cv"),
        (Self::Erp, "erp"),
        (Self::Uau, "uau"),
        (Self::Mega, "mega"),
        (Self::Sienge, "sienge"),
        (Self::Plano, "plano"),
    ];
}

macro_rules! endpoints {
    ($($variante:ident, $sitio:ident, $nome:literal, $doc:literal;)+) => {
        /// An endpoint that can fail and is counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Endpoint { $(#[doc = $doc] $variante,)+ }

        impl Endpoint {
            /// All of them.
            pub const TODOS: &[Self] = &[$(Self::$variante,)+];

            /// Name used in fault targets and counts.
            pub const fn nome(self) -> &'static str {
                match self { $(Self::$variante => $nome,)+ }
            }

            /// Whose endpoint it is.
            pub const fn sitio(self) -> Sitio {
                match self { $(Self::$variante => Sitio::$sitio,)+ }
            }
        }
    };
}

endpoints! {
    Pessoa, Cv, "cv.pessoa", "`GET /api/v1/cliente/pessoa`";
    Sindico, Cv, "cv.sindico", "`GET /api/v1/cliente/sindico`";
    Token, Cv, "cv.token", "`GET /api/v1/cliente/pessoa/token`";
    Cadastros, Cv, "cv.cadastros", "`GET /api/v1/cadastros/clientes`";
    CvUnidades, Cv, "cv.unidades", "`GET /api/v1/cliente/unidades`";
    CvContratos, Cv, "cv.contratos", "`GET /api/v1/cliente/contratos`";
    CvBoletos, Cv, "cv.boletos", "`GET /api/v1/cliente/financeiro/boletos/{idunidade}/segunda-via`, `…/boleto`";
    CvBoletoPdf, Cv, "cv.boleto-pdf", "`GET /api/v1/cliente/financeiro/boleto/gerar/{idboleto}`, `…/boleto/{idboleto}`";
    CvExtrato, Cv, "cv.extrato", "`GET /api/v1/cliente/financeiro/extrato`";
    CvExtratoPdf, Cv, "cv.extrato-pdf", "`GET /api/v1/cliente/financeiro/extrato/gerar`";
    CvSaldo, Cv, "cv.saldo-devedor", "`GET /api/v1/cliente/financeiro/saldo-devedor`";
    CvInformes, Cv, "cv.informes", "`GET /api/v1/cliente/financeiro/unidades/imposto-de-renda`";
    CvInformePdf, Cv, "cv.informe-pdf", "`GET /api/v1/cliente/financeiro/retornar-imposto-de-renda/{idunidade}`";
    CvAntecipacao, Cv, "cv.antecipacao", "`GET /api/v1/cliente/financeiro/antecipacao-parcelas/{idunidade}`";
    CvAutenticacao, Cv, "cv.autenticacao", "`POST /api/v1/cliente/autenticacao`";
    CvAutenticacaoSindico, Cv, "cv.autenticacao-sindico", "`POST /api/v1/cliente/autenticacao/sindico`";
    CvAutenticacaoExterna, Cv, "cv.autenticacao-externa", "`POST /api/v1/cliente/autenticacao-externa/{origem}`";
    CvCodigo, Cv, "cv.codigo-verificacao", "`POST /api/v1/cliente/codigo-verificacao`";
    CvValidar, Cv, "cv.validar-autenticacao", "`POST /api/v1/cliente/validar-autenticacao`";
    CvResetEmail, Cv, "cv.resetar-senha-email", "`POST /api/v1/cliente/resetar-senha-email`";
    CvResetSms, Cv, "cv.resetar-senha-sms", "`POST /api/v1/cliente/resetar-senha-sms`";
    CvResetEmailSindico, Cv, "cv.resetar-senha-email-sindico", "`POST /api/v1/cliente/resetar-senha-email-sindico`";
    CvResetSmsSindico, Cv, "cv.resetar-senha-sms-sindico", "`POST /api/v1/cliente/resetar-senha-sms-sindico`";
    CvAtualizarPessoa, Cv, "cv.atualizar-pessoa", "`PUT /api/v1/cliente/pessoa`";
    CvAtualizarEndereco, Cv, "cv.atualizar-endereco", "`PUT /api/v1/cliente/pessoa/atualizar-endereco`";
    CvPessoaDocumento, Cv, "cv.pessoa-documento", "`GET /api/v1/cliente/pessoa/{documento}`";
    CvPermissoes, Cv, "cv.permissoes", "`GET /api/v1/cliente/permissoes-perfis-cliente`";
    CvPermissoesSindico, Cv, "cv.permissoes-sindico", "`GET /api/v1/cliente/permissoes-sindico`";
    CvEmpreendimentos, Cv, "cv.empreendimentos", "`GET /api/v1/cliente/empreendimentos/pessoa`, `…/empreendimento`";
    CvUnidade, Cv, "cv.unidade", "`GET /api/v1/cliente/unidades/{idunidade}`";
    CvDocumentos, Cv, "cv.documentos", "`GET /api/v1/cliente/unidades/{idunidade}/documentos`, `…/documento`";
    CvPastas, Cv, "cv.pastas", "`GET /api/v1/cliente/unidades/{idunidade}/pastas`";
    CvDocumento, Cv, "cv.documento", "`GET /api/v1/cliente/documento/{iddocumento}`";
    CvMensagens, Cv, "cv.mensagens", "`GET /api/v1/cliente/mensagem`";
    CvEnviarMensagem, Cv, "cv.enviar-mensagem", "`POST /api/v1/cliente/mensagem`";
    CvCodigoAdm, Cv, "cv.codigo-adm", "`POST /api/v2/cv/configuracoes/usuarioadm/codigo-verificacao`";
    CvValidarAdm, Cv, "cv.validar-adm", "`POST /api/v2/cv/configuracoes/usuarioadm/validar-autenticacao`";
    CvUsuarioAdm, Cv, "cv.usuario-adm", "`GET /api/v2/cv/configuracoes/usuarioadm/logado`";
    CvArquivos, Cv, "cv.arquivos", "`GET /arquivos/cv/…`";
    Clientes, Erp, "erp.clientes", "`GET /clientes`";
    Contratos, Erp, "erp.contratos", "`GET /contratos`";
    BoletosAbertos, Erp, "erp.boletos-abertos", "`GET /boletos-abertos`";
    NotasFiscais, Erp, "erp.notas-fiscais", "`GET /notas-fiscais`";
    Extratos, Erp, "erp.extratos-financeiros", "`GET /extratos-financeiros`";
    Quitacoes, Erp, "erp.declaracoes-quitacao", "`GET /declaracoes-quitacao`";
    Instalacoes, Erp, "erp.instalacoes-produtos", "`GET /instalacoes-produtos`";
    Condominios, Erp, "erp.condominios", "`GET /condominios`, which the contract has not";
    Arquivos, Erp, "erp.arquivos", "`GET /arquivos/…`";
    UauLogin, Uau, "uau.login", "`Autenticador/AutenticarUsuario`";
    UauPessoas, Uau, "uau.pessoas", "`Pessoas/ConsultarPessoasPorCPFCNPJ`";
    UauCompradas, Uau, "uau.unidades-compradas", "`Venda/ConsultarUnidadesCompradasPorCPFCNPJ`";
    UauUnidades, Uau, "uau.unidades", "`Pessoas/ConsultarUnidades`";
    UauTipos, Uau, "uau.tipos-de-parcela", "`Venda/BuscarTiposDeParcelas`";
    UauParcelas, Uau, "uau.parcelas", "`Venda/ConsultarParcelasDaVenda`";
    UauRecebidas, Uau, "uau.recebidas", "`Venda/BuscarParcelasRecebidas`";
    UauCobrancas, Uau, "uau.cobrancas", "`Recebiveis/ParcelasECobrancasDoCliente`";
    UauBoletos, Uau, "uau.boletos", "`BoletoServices/ConsultarBoletosDoCliente`";
    UauReimpressao, Uau, "uau.reimpressao", "`BoletoServices/ConsultarBoletosReimpressao`";
    UauStatus, Uau, "uau.status-boleto", "`BoletoServices/ConsultarStatusBoleto`";
    UauPix, Uau, "uau.pix", "`Pix/PixPorParcelas`";
    UauPdfBoleto, Uau, "uau.pdf-boleto", "`BoletoServices/GerarPDFBoleto`";
    UauPdfExtrato, Uau, "uau.pdf-extrato", "`ExtratoDoCliente/GerarPDFExtratoCliente`";
    UauPdfInforme, Uau, "uau.pdf-informe", "`RelatorioIRPF/GerarPDFRelIRPF`";
    UauEscrita, Uau, "uau.escrita", "`Venda/GerarBoletoBancario`, `Pix/GerarCobrancaVenda`, `BoletoServices/AlterarDataVencimento`";
    MegaLogin, Mega, "mega.login", "`POST /api/Auth/SignIn`";
    MegaContratos, Mega, "mega.contratos", "`GET /api/Carteira/DadosContrato/CpfCnpj=…`";
    MegaBoletos, Mega, "mega.boletos", "`GET /api/Carteira/Boleto/Contrato/…`";
    MegaParcelas, Mega, "mega.parcelas", "`GET /api/Carteira/DadosParcelas/IdContrato=…`";
    MegaPdf, Mega, "mega.pdf", "`GET /api/Carteira/Boleto`";
    SiengeClientes, Sienge, "sienge.clientes", "`GET /customers`";
    SiengeTitulos, Sienge, "sienge.titulos", "`GET /accounts-receivable/receivable-bills`";
    SiengeSaldo, Sienge, "sienge.saldo", "`GET /current-debit-balance`";
    SiengeExtrato, Sienge, "sienge.extrato", "`GET /customer-financial-statements`";
    SiengeSegundaVia, Sienge, "sienge.segunda-via", "`GET /payment-slip-notification`";
    SiengeInforme, Sienge, "sienge.informe", "`GET /customer-income-tax/report/pdf`";
    PlanoToken, Plano, "plano.token", "`POST /oauth/token`";
    PlanoClientes, Plano, "plano.clientes", "`GET /clientes`";
    PlanoTitulos, Plano, "plano.titulos", "`GET /titulos`";
}

impl Endpoint {
    pub(super) fn nomes() -> String {
        Self::TODOS.iter().map(|e| e.nome()).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.nome())
    }
}

/// `erp`, `cv`, `uau`, `erp.contratos`, `erp@doralice`, `cv.pessoa@doralice`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alvo {
    /// Which system.
    pub sitio: Sitio,
    /// Only this endpoint of it.
    pub endpoint: Option<Endpoint>,
    /// Only calls about this person (key of [`crate::Pessoa`]).
    pub pessoa: Option<String>,
}

impl Alvo {
    /// One endpoint, everybody.
    pub const fn endpoint(endpoint: Endpoint) -> Self {
        Self { sitio: endpoint.sitio(), endpoint: Some(endpoint), pessoa: None }
    }

    /// A whole system, everybody.
    pub const fn sitio(sitio: Sitio) -> Self {
        Self { sitio, endpoint: None, pessoa: None }
    }

    /// The same place, only for one person.
    #[must_use]
    pub fn para(mut self, pessoa: impl Into<String>) -> Self {
        self.pessoa = Some(pessoa.into());
        self
    }

    pub(super) fn atinge(&self, endpoint: Endpoint, pessoa: Option<&str>) -> bool {
        self.sitio == endpoint.sitio()
            && self.endpoint.is_none_or(|e| e == endpoint)
            && self.pessoa.as_deref().is_none_or(|p| pessoa == Some(p))
    }

    pub(super) fn precisao(&self) -> (bool, bool) {
        (self.pessoa.is_some(), self.endpoint.is_some())
    }
}

impl fmt::Display for Alvo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.endpoint, self.sitio) {
            (Some(endpoint), _) => f.write_str(endpoint.nome())?,
            (None, sitio) => {
                f.write_str(Sitio::TODOS.iter().find(|(s, _)| *s == sitio).map_or("erp", |(_, nome)| *nome))?;
            }
        }
        self.pessoa.as_ref().map_or(Ok(()), |pessoa| write!(f, "@{pessoa}"))
    }
}

impl FromStr for Alvo {
    type Err = ErroFalha;

    fn from_str(texto: &str) -> Result<Self, ErroFalha> {
        let (lugar, pessoa) = texto.split_once('@').map_or((texto, None), |(l, p)| (l, Some(p)));
        let mut alvo = match lugar {
            nome if Sitio::TODOS.iter().any(|(_, n)| *n == nome) => {
                Self::sitio(Sitio::TODOS.iter().find(|(_, n)| *n == nome).map_or(Sitio::Erp, |(s, _)| *s))
            }
            _ => Endpoint::TODOS
                .iter()
                .find(|e| e.nome() == lugar)
                .map(|e| Self::endpoint(*e))
                .ok_or_else(|| ErroFalha::Alvo(lugar.to_owned()))?,
        };
        if let Some(chave) = pessoa {
            pessoas::conhecida(chave).ok_or_else(|| ErroFalha::Pessoa(chave.to_owned()))?;
            alvo.pessoa = Some(chave.to_owned());
        }
        Ok(alvo)
    }
}
