//! Which document a person asks for.
//!
//! It travels sealed: as a reference in the address of the document's page ([`AppState::referencia_documento`]) and inside a
//! ticket ([`super::bilhete`]). The keys of the ERP in it never reach a browser in clear.

use serde::{Deserialize, Serialize};

use crate::server::{cripto::Especie, session::Visita, state::AppState};

/// Most boletos in one carnê or package: three years of a monthly plan, and a reference that still fits in a URL.
pub const BOLETOS_MAXIMOS: usize = 36;

/// A document, by what the use cases need to make or fetch it. No `Debug`: ERP keys stay out of logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "d", rename_all = "kebab-case")]
pub enum Pedido {
    /// The boleto's PDF of the ERP, or else our *Dados para pagamento*.
    SegundaVia {
        /// ERP key.
        boleto: String,
    },
    /// Our *Dados para pagamento*, one page for each boleto.
    Carne {
        /// ERP keys, at most [`BOLETOS_MAXIMOS`].
        boletos: Vec<String>,
    },
    /// The segunda via of each boleto, in one ZIP.
    Pacote {
        /// ERP keys, at most [`BOLETOS_MAXIMOS`].
        boletos: Vec<String>,
    },
    /// The extrato as the page shows it.
    Extrato {
        /// Kind of file.
        formato: FormatoExtrato,
        /// Query of the page: contract, period, status.
        consulta: String,
    },
    /// A nota fiscal of the ERP.
    NotaFiscal {
        /// ERP key.
        nota: String,
        /// Which of its files.
        formato: FormatoNota,
    },
    /// A declaration of settlement of the ERP.
    Quitacao {
        /// ERP key.
        quitacao: String,
    },
    /// The declaration of settlement this plugin issued.
    Declaracao {
        /// ERP key of the contract.
        contrato: String,
        /// Year it covers.
        ano: i16,
    },
    /// The income statement of the ERP.
    Informe {
        /// ERP key.
        informe: String,
    },
    /// Our *Demonstrativo de pagamentos*.
    Demonstrativo {
        /// Year of the payments.
        ano: i16,
    },
    /// A document of CV.
    ArquivoCv {
        /// CV's key of the unit; any word where CV lists the documents of all units at once.
        unidade: String,
        /// CV's key.
        documento: String,
        /// As the list calls it.
        nome: String,
        /// What it seems to be; what it is, its bytes say.
        imagem: Option<Imagem>,
    },
}

/// Pictures that may be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Imagem {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

/// Files of an extrato.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormatoExtrato {
    /// Document.
    Pdf,
    /// Spreadsheet.
    Xlsx,
    /// Comma separated values.
    Csv,
    /// Calendar of due dates.
    Ics,
}

/// Files of a nota fiscal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormatoNota {
    /// Graphic summary.
    Pdf,
    /// The nota itself.
    Xml,
}

/// The kind of a file, with what a response and a person need to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tipo {
    /// PDF.
    Pdf,
    /// XML.
    Xml,
    /// Excel.
    Xlsx,
    /// CSV.
    Csv,
    /// iCalendar.
    Ics,
    /// ZIP.
    Zip,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Tipo {
    /// Of file names.
    pub const fn extensao(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xml => "xml",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Ics => "ics",
            Self::Zip => "zip",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// Of the response; never the one a vendor sent.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xml => "application/xml; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ics => "text/calendar; charset=utf-8",
            Self::Zip => "application/zip",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// As a person knows it.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Xml => "XML",
            Self::Xlsx => "planilha do Excel",
            Self::Csv => "CSV",
            Self::Ics => "agenda",
            Self::Zip => "arquivo ZIP",
            Self::Jpeg => "imagem JPEG",
            Self::Png => "imagem PNG",
        }
    }

    /// Whether browsers show it in a tab of its own; the rest they can only save.
    pub const fn abre_no_navegador(self) -> bool {
        matches!(self, Self::Pdf)
    }

    /// Whether this server can show it as a page, for browsers that may neither save nor open it.
    pub const fn cabe_na_tela(self) -> bool {
        !matches!(self, Self::Xlsx | Self::Zip | Self::Jpeg | Self::Png)
    }
}

impl Pedido {
    /// Kind of the file.
    pub const fn tipo(&self) -> Tipo {
        match self {
            Self::Pacote { .. } => Tipo::Zip,
            Self::Extrato { formato: FormatoExtrato::Xlsx, .. } => Tipo::Xlsx,
            Self::Extrato { formato: FormatoExtrato::Csv, .. } => Tipo::Csv,
            Self::Extrato { formato: FormatoExtrato::Ics, .. } => Tipo::Ics,
            Self::NotaFiscal { formato: FormatoNota::Xml, .. } => Tipo::Xml,
            Self::ArquivoCv { imagem: Some(Imagem::Jpeg), .. } => Tipo::Jpeg,
            Self::ArquivoCv { imagem: Some(Imagem::Png), .. } => Tipo::Png,
            _ => Tipo::Pdf,
        }
    }

    /// Title of the document's page.
    pub fn titulo(&self) -> String {
        match self {
            Self::SegundaVia { .. } => "Segunda via do boleto".to_owned(),
            Self::Carne { boletos } if boletos.len() == 1 => "Dados para pagamento".to_owned(),
            Self::Carne { boletos } => format!("Carnê com {} boletos", boletos.len()),
            Self::Pacote { boletos } => format!("Segunda via de {} boletos", boletos.len()),
            Self::Extrato { formato: FormatoExtrato::Ics, .. } => "Agenda de vencimentos".to_owned(),
            Self::Extrato { .. } => "Extrato".to_owned(),
            Self::NotaFiscal { .. } => "Nota fiscal".to_owned(),
            Self::Quitacao { .. } => "Declaração de quitação".to_owned(),
            Self::Declaracao { ano, .. } => format!("Declaração de quitação de {ano}"),
            Self::Informe { .. } => "Informe para o imposto de renda".to_owned(),
            Self::Demonstrativo { ano } => format!("Demonstrativo de pagamentos de {ano}"),
            Self::ArquivoCv { nome, .. } => nome.clone(),
        }
    }

    /// Address, below the visit, of the page it was asked on, and what that page is called.
    pub fn volta(&self) -> (String, &'static str) {
        match self {
            Self::SegundaVia { .. } | Self::Carne { .. } | Self::Pacote { .. } => ("/boletos".to_owned(), "Boletos"),
            Self::Extrato { consulta, .. } if consulta.is_empty() => ("/extrato".to_owned(), "Extrato"),
            Self::Extrato { consulta, .. } => (format!("/extrato?{consulta}"), "Extrato"),
            Self::NotaFiscal { .. } => ("/notas".to_owned(), "Notas fiscais"),
            Self::Quitacao { .. } | Self::Declaracao { .. } => ("/quitacao".to_owned(), "Quitação"),
            Self::Informe { .. } => ("/informe".to_owned(), "Imposto de renda"),
            Self::Demonstrativo { ano } => (format!("/informe/{ano}"), "Imposto de renda"),
            Self::ArquivoCv { .. } => ("/arquivos".to_owned(), "Documentos"),
        }
    }
}

impl AppState {
    /// Seals a request for a document into one URL segment, for the pages of this visitor.
    pub fn referencia_documento(&self, visita: &Visita, pedido: &Pedido) -> String {
        // Plain data of strings and numbers: serialising it cannot fail.
        let texto = serde_json::to_string(pedido).unwrap_or_default();
        self.referencia(visita, Especie::Documento, &texto)
    }

    /// The request in a reference, if it was sealed for this visitor and has not expired.
    pub fn abrir_documento(&self, visita: &Visita, referencia: &str) -> Option<Pedido> {
        let texto = self.abrir_referencia(visita, Especie::Documento, referencia)?;
        serde_json::from_str(&texto).ok()
    }
}
