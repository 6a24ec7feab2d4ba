//! Documents: what an adapter must do when the file behind a row is there, is not, or is something else.
//!
//! Each pair of [`CenarioDocumento`] and [`OperacaoDocumento`] asks for the list first and then for the file of its first
//! row, as the program does. The rule behind all: **a person never gets as a document what is none**.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::modelo::{Lista, Titular};

use super::{Montagem, Relatorio, Verificacao};
use crate::{Arquivo, Capacidade, Erp, ErroErp, TipoArquivo};

/// The PDF that the ERP of [`CenarioDocumento::Normal`] has: one blank page.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids \
[3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\ntrailer\n\
<< /Size 4 /Root 1 0 R >>\n%%EOF\n";

/// The XML that the ERP of [`CenarioDocumento::Normal`] has.
pub const XML: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<NFSe versao=\"1.00\"><nNFSe>12</nNFSe></NFSe>\n";

const PDF_VAZIO: &[u8] =
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids \
[] /Count 0 >>\nendobj\ntrailer\n<< /Size 3 /Root 1 0 R >>\n%%EOF\n";
const HTML: &[u8] = b"<!doctype html><html><title>Entrar</title><p>Sua sess\xc3\xa3o expirou</p></html>";
const DTD: &[u8] =
    b"<?xml version=\"1.0\"?><!DOCTYPE NFSe [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><NFSe>&x;</NFSe>";

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum OperacaoDocumento {
    /// [`Erp::segunda_via`]
    SegundaVia,
    /// [`Erp::nota_fiscal`], PDF.
    NotaFiscalPdf,
    /// [`Erp::nota_fiscal`], XML.
    NotaFiscalXml,
    /// [`Erp::quitacao`]
    Quitacao,
    /// [`Erp::informe`]
    Informe,
    /// [`Erp::extrato_pdf`]
    ExtratoPdf,
}

impl OperacaoDocumento {
    /// All of them.
    pub const TODAS: [Self; 6] =
        [Self::SegundaVia, Self::NotaFiscalPdf, Self::NotaFiscalXml, Self::Quitacao, Self::Informe, Self::ExtratoPdf];

    /// What the ERP must offer for it.
    pub fn capacidade(self) -> Capacidade {
        match self {
            Self::SegundaVia => Capacidade::SegundaVia,
            Self::NotaFiscalPdf | Self::NotaFiscalXml => Capacidade::NotasFiscais,
            Self::Quitacao => Capacidade::Quitacoes,
            Self::Informe => Capacidade::Informes,
            Self::ExtratoPdf => Capacidade::ExtratoPdf,
        }
    }

    /// What the file must be.
    pub fn tipo(self) -> TipoArquivo {
        if self == Self::NotaFiscalXml { TipoArquivo::Xml } else { TipoArquivo::Pdf }
    }

    /// The file the ERP has.
    pub fn documento(self) -> &'static [u8] {
        match self.tipo() {
            TipoArquivo::Pdf => PDF,
            TipoArquivo::Xml => XML,
        }
    }

    /// Name in the report.
    pub fn nome(self) -> &'static str {
        match self {
            Self::SegundaVia => "segunda-via",
            Self::NotaFiscalPdf => "nota-fiscal-pdf",
            Self::NotaFiscalXml => "nota-fiscal-xml",
            Self::Quitacao => "quitacao",
            Self::Informe => "informe",
            Self::ExtratoPdf => "extrato-pdf",
        }
    }

    /// Asks for the list and for the file of its first row. The outer error is of the list.
    async fn chamar(self, erp: &dyn Erp, titular: &Titular) -> Result<Result<Arquivo, ErroErp>, String> {
        Ok(match self {
            Self::SegundaVia => erp.segunda_via(titular, &primeira(erp.boletos(titular).await)?).await,
            Self::NotaFiscalPdf | Self::NotaFiscalXml => {
                erp.nota_fiscal(titular, &primeira(erp.notas_fiscais(titular).await)?, self.tipo()).await
            }
            Self::Quitacao => erp.quitacao(titular, &primeira(erp.quitacoes(titular).await)?).await,
            Self::Informe => erp.informe(titular, &primeira(erp.informes(titular).await)?).await,
            Self::ExtratoPdf => erp.extrato_pdf(titular, None).await,
        })
    }
}

fn primeira<T>(lista: Result<Lista<T>, ErroErp>) -> Result<T, String> {
    let lista = lista.map_err(|erro| format!("a lista, que devia vir, falhou: {erro:?}"))?;
    lista.itens.into_iter().next().ok_or_else(|| "a lista, que devia ter linhas, veio vazia".to_owned())
}

/// One behaviour of the place the file comes from. The list is always right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CenarioDocumento {
    /// The file, as it is.
    Normal,
    /// The file as base64 in a JSON string.
    Base64,
    /// The row has no file.
    SemArquivo,
    /// A success without a body.
    SemCorpo,
    /// A PDF without pages.
    PdfVazio,
    /// Letters of base64 that are no file.
    Base64Lixo,
    /// A page with status 200.
    Html,
    /// A complete answer with half a file.
    Truncado,
    /// A file of the other type.
    OutroTipo,
    /// XML with a DTD.
    XmlComDtd,
    /// A body without end, much larger than any document.
    Enorme,
    /// A redirect to a metadata service.
    Redireciona,
    /// The link has expired (403).
    LinkExpirado,
    /// The file is gone (404).
    Inexistente,
    /// The connection is dropped in the middle of the body.
    CorpoCortado,
    /// Accepts the question and never answers.
    Lento,
    /// Nothing listens.
    ForaDoAr,
    /// HTTP 500.
    ErroInterno,
}

impl CenarioDocumento {
    /// All of them.
    pub const TODOS: [Self; 18] = [
        Self::Normal,
        Self::Base64,
        Self::SemArquivo,
        Self::SemCorpo,
        Self::PdfVazio,
        Self::Base64Lixo,
        Self::Html,
        Self::Truncado,
        Self::OutroTipo,
        Self::XmlComDtd,
        Self::Enorme,
        Self::Redireciona,
        Self::LinkExpirado,
        Self::Inexistente,
        Self::CorpoCortado,
        Self::Lento,
        Self::ForaDoAr,
        Self::ErroInterno,
    ];

    /// Some faults belong to one type of file, and a statement has no row that could lack one.
    pub fn vale_para(self, operacao: OperacaoDocumento) -> bool {
        match self {
            Self::PdfVazio => operacao.tipo() == TipoArquivo::Pdf,
            Self::XmlComDtd => operacao.tipo() == TipoArquivo::Xml,
            Self::SemArquivo => operacao != OperacaoDocumento::ExtratoPdf,
            _ => true,
        }
    }

    /// The body of a status 200, for the scenarios that are nothing else.
    pub fn corpo(self, operacao: OperacaoDocumento) -> Option<Vec<u8>> {
        let documento = operacao.documento();
        Some(match self {
            Self::Normal => documento.to_vec(),
            Self::Base64 => format!("\"{}\"", STANDARD.encode(documento)).into_bytes(),
            Self::SemCorpo => Vec::new(),
            Self::PdfVazio => PDF_VAZIO.to_vec(),
            // Padding in the middle.
            Self::Base64Lixo => format!("{0}=={0}", STANDARD.encode(documento)).into_bytes(),
            Self::Html => HTML.to_vec(),
            Self::Truncado => documento.get(..documento.len() / 2).unwrap_or_default().to_vec(),
            Self::OutroTipo if operacao.tipo() == TipoArquivo::Pdf => XML.to_vec(),
            Self::OutroTipo => PDF.to_vec(),
            Self::XmlComDtd => DTD.to_vec(),
            _ => return None,
        })
    }

    /// Name in the report.
    pub fn nome(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Base64 => "base64",
            Self::SemArquivo => "sem-arquivo",
            Self::SemCorpo => "sem-corpo",
            Self::PdfVazio => "pdf-vazio",
            Self::Base64Lixo => "base64-lixo",
            Self::Html => "html",
            Self::Truncado => "truncado",
            Self::OutroTipo => "outro-tipo",
            Self::XmlComDtd => "xml-com-dtd",
            Self::Enorme => "enorme",
            Self::Redireciona => "redireciona",
            Self::LinkExpirado => "link-expirado",
            Self::Inexistente => "inexistente",
            Self::CorpoCortado => "corpo-cortado",
            Self::Lento => "lento",
            Self::ForaDoAr => "fora-do-ar",
            Self::ErroInterno => "erro-interno",
        }
    }

    fn conferir(self, operacao: OperacaoDocumento, resposta: &Result<Arquivo, ErroErp>) -> Result<(), String> {
        let (esperado, certo) = match self {
            Self::Normal | Self::Base64 => (
                "o documento",
                resposta.as_ref().is_ok_and(|a| a.tipo == operacao.tipo() && a.bytes == operacao.documento()),
            ),
            Self::SemArquivo | Self::LinkExpirado | Self::Inexistente => {
                ("NaoEncontrado", *resposta == Err(ErroErp::NaoEncontrado))
            }
            Self::SemCorpo
            | Self::PdfVazio
            | Self::Base64Lixo
            | Self::Html
            | Self::Truncado
            | Self::OutroTipo
            | Self::XmlComDtd
            | Self::Enorme
            | Self::Redireciona => ("Contrato", matches!(resposta, Err(ErroErp::Contrato { .. }))),
            Self::CorpoCortado => (
                "Indisponivel ou Contrato",
                matches!(resposta, Err(ErroErp::Indisponivel { .. } | ErroErp::Contrato { .. })),
            ),
            Self::Lento => ("TempoEsgotado", *resposta == Err(ErroErp::TempoEsgotado)),
            Self::ForaDoAr | Self::ErroInterno => {
                ("Indisponivel", matches!(resposta, Err(ErroErp::Indisponivel { .. })))
            }
        };
        if certo { Ok(()) } else { Err(format!("esperava {esperado}, veio {resposta:?}")) }
    }
}

impl fmt::Display for OperacaoDocumento {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.nome())
    }
}

impl fmt::Display for CenarioDocumento {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.nome())
    }
}

/// What an adapter's tests bring to the part of the kit about documents.
#[async_trait]
pub trait AmbienteDocumentos: Send + Sync {
    /// The person all questions are about.
    fn titular(&self) -> Titular;

    /// Sets up an ERP whose lists have at least one row, and whose file for it behaves as the scenario says, at least for
    /// `operacao`.
    ///
    /// # Errors
    /// What prevented the set-up; the check is reported as failed.
    async fn montar(&self, cenario: CenarioDocumento, operacao: OperacaoDocumento) -> Result<Montagem, String>;

    /// Whether the ERP's protocol can show the scenario at all. A pair left out is not in the report.
    fn aplica(&self, _cenario: CenarioDocumento, _operacao: OperacaoDocumento) -> bool {
        true
    }

    /// Longest a single check may take before the adapter counts as hanging.
    fn limite(&self) -> Duration {
        Duration::from_secs(10)
    }
}

/// Runs every scenario over every document operation the adapter offers.
pub async fn executar_documentos(ambiente: &dyn AmbienteDocumentos) -> Relatorio<CenarioDocumento, OperacaoDocumento> {
    let mut relatorio = Relatorio::default();
    for cenario in CenarioDocumento::TODOS {
        let vale = |operacao: &OperacaoDocumento| cenario.vale_para(*operacao) && ambiente.aplica(cenario, *operacao);
        for operacao in OperacaoDocumento::TODAS.into_iter().filter(vale) {
            let resultado = match ambiente.montar(cenario, operacao).await {
                Err(motivo) => Err(format!("o ambiente não pôde ser montado: {motivo}")),
                Ok(montagem) if !montagem.erp.capacidades().tem(operacao.capacidade()) => continue,
                Ok(montagem) => {
                    let titular = ambiente.titular();
                    let chamada = operacao.chamar(montagem.erp.as_ref(), &titular);
                    match tokio::time::timeout(ambiente.limite(), chamada).await {
                        Err(_) => Err(format!("não respondeu em {:?}", ambiente.limite())),
                        Ok(resposta) => resposta.and_then(|resposta| cenario.conferir(operacao, &resposta)),
                    }
                }
            };
            relatorio.verificacoes.push(Verificacao { cenario, operacao, resultado });
        }
    }
    relatorio
}
