//! Documents on A4, typeset by typst from templates that an incorporadora may replace.
//!
//! Every PDF conforms to PDF/A-2a (fonts embedded, colours defined: it can be kept) and to PDF/UA-1 (tagged, with language,
//! title, table headers and alternative texts: it can be read aloud). The same input gives the same bytes.
//!
//! Texts from outside reach the templates as data (JSON), never as markup; before, they lose what a reader cannot see and what
//! the fonts cannot draw becomes `□`, since a conforming PDF may not have undrawn characters.
//!
//! Typesetting is work for the processor, some tens of milliseconds for a page and seconds for a thousand rows: call it on a
//! bounded blocking pool.

use std::{path::Path, sync::Arc};

use domain::calendario::extenso;
use jiff::civil::DateTime;
use serde_json::{Value, json};
use typst::{
    WorldExt,
    diag::SourceDiagnostic,
    ecow::EcoVec,
    foundations::{Bytes, Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::extrato::Extrato;

mod amostra;
mod dados;
mod desenho;
mod erro;
mod escrita;
mod logo;
mod modelos;
mod mundo;
mod visoes;

pub use dados::{Cobranca, Cobrancas, Composicao, ContratoPago, Declaracao, Demonstrativo, Marca, PagamentoFeito};
pub use erro::ErroPdf;
pub use logo::Logo;

use escrita::Escrita;
use modelos::Modelo;
use mundo::{Mundo, Oficina};

/// America/Sao_Paulo, without daylight saving time since 2019.
const FUSO_EM_MINUTOS: i32 = -180;

/// Fonts and templates, loaded once. Cheap to clone, used by many threads at the same time.
#[derive(Clone)]
pub struct Impressora {
    oficina: Arc<Oficina>,
}

/// What the templates need to know about any document.
struct Folha<'a> {
    modelo: Modelo,
    marca: &'a Marca,
    titulo: String,
    gerado_em: DateTime,
    /// How that date is written in the footer.
    emissao: String,
    dados: Value,
}

/// A complaint of the compiler, with its place.
struct Queixa {
    modelo: String,
    linha: usize,
    motivo: String,
}

impl Impressora {
    /// With the templates of the program.
    ///
    /// # Errors
    /// [`ErroPdf::Fontes`], a defect of this crate.
    pub fn nova() -> Result<Self, ErroPdf> {
        Ok(Self { oficina: Arc::new(Oficina::nova(modelos::carregar(None)?)?) })
    }

    /// With the templates of a folder in the place of their namesakes (`base.typ`, `cobrancas.typ`, `extrato.typ`,
    /// `declaracao.typ`, `demonstrativo.typ`; a `README.md` and hidden files are ignored).
    ///
    /// Each document is made once with sample data, so that a template with a mistake is found when the program starts.
    /// Templates see each other, the data and the logo: nothing else of the folder or of the disk.
    ///
    /// # Errors
    /// [`ErroPdf::Pasta`], [`ErroPdf::Desconhecido`], [`ErroPdf::Ilegivel`] and [`ErroPdf::Modelo`], which name the file, and
    /// the line where there is one; written for who reads the configuration's check.
    pub fn com_modelos(pasta: &Path) -> Result<Self, ErroPdf> {
        let impressora = Self { oficina: Arc::new(Oficina::nova(modelos::carregar(Some(pasta))?)?) };
        impressora.provar().map_err(|queixa| ErroPdf::Modelo {
            arquivo: modelos::origem(Some(pasta), &queixa.modelo),
            linha: queixa.linha,
            motivo: queixa.motivo,
        })?;
        Ok(impressora)
    }

    /// "Dados para pagamento": a page for each charge, with the line to type, the barcode of 103 mm × 13 mm and the Pix code.
    ///
    /// # Errors
    /// [`ErroPdf::Vazio`] without charges; [`ErroPdf::Impressao`] when a replaced template fails with these data.
    pub fn cobrancas(&self, marca: &Marca, d: &Cobrancas) -> Result<Vec<u8>, ErroPdf> {
        if d.itens.is_empty() {
            return Err(ErroPdf::Vazio);
        }
        self.imprimir(&self.folha_das_cobrancas(marca, d))
    }

    /// The extrato of a contract: a table that runs over as many pages as it needs.
    ///
    /// # Errors
    /// [`ErroPdf::Impressao`] when a replaced template fails with these data.
    pub fn extrato(&self, marca: &Marca, d: &Extrato) -> Result<Vec<u8>, ErroPdf> {
        self.imprimir(&self.folha_do_extrato(marca, d))
    }

    /// Declaração de quitação anual (Lei nº 12.007/2009).
    ///
    /// Whether the year may be declared settled is decided before: this only writes it.
    ///
    /// # Errors
    /// [`ErroPdf::Impressao`] when a replaced template fails with these data.
    pub fn declaracao(&self, marca: &Marca, d: &Declaracao) -> Result<Vec<u8>, ErroPdf> {
        self.imprimir(&self.folha_da_declaracao(marca, d))
    }

    /// "Demonstrativo de pagamentos" of a calendar year, a table for each contract.
    ///
    /// # Errors
    /// [`ErroPdf::Impressao`] when a replaced template fails with these data.
    pub fn demonstrativo(&self, marca: &Marca, d: &Demonstrativo) -> Result<Vec<u8>, ErroPdf> {
        self.imprimir(&self.folha_do_demonstrativo(marca, d))
    }

    fn escrita(&self) -> Escrita<'_> {
        Escrita { oficina: &self.oficina }
    }

    fn folha_das_cobrancas<'a>(&self, marca: &'a Marca, d: &Cobrancas) -> Folha<'a> {
        let escrita = self.escrita();
        Folha {
            modelo: Modelo::Cobrancas,
            marca,
            titulo: escrita.titulo(&format!("Dados para pagamento · {}", d.titulo)),
            gerado_em: d.gerado_em,
            emissao: gerado(d.gerado_em),
            dados: visoes::cobrancas(escrita, d),
        }
    }

    fn folha_do_extrato<'a>(&self, marca: &'a Marca, d: &Extrato) -> Folha<'a> {
        let escrita = self.escrita();
        Folha {
            modelo: Modelo::Extrato,
            marca,
            titulo: escrita.titulo(&d.titulo),
            gerado_em: d.gerado_em,
            emissao: gerado(d.gerado_em),
            dados: visoes::extrato(escrita, d),
        }
    }

    fn folha_da_declaracao<'a>(&self, marca: &'a Marca, d: &Declaracao) -> Folha<'a> {
        let escrita = self.escrita();
        Folha {
            modelo: Modelo::Declaracao,
            marca,
            titulo: escrita.titulo(&format!("Declaração de quitação anual de {}", d.ano)),
            gerado_em: d.emitida_em.at(0, 0, 0, 0),
            emissao: format!("Emitida em {}", extenso(d.emitida_em)),
            dados: visoes::declaracao(escrita, d),
        }
    }

    fn folha_do_demonstrativo<'a>(&self, marca: &'a Marca, d: &Demonstrativo) -> Folha<'a> {
        let escrita = self.escrita();
        Folha {
            modelo: Modelo::Demonstrativo,
            marca,
            titulo: escrita.titulo(&format!("Demonstrativo de pagamentos de {}", d.ano)),
            gerado_em: d.gerado_em,
            emissao: gerado(d.gerado_em),
            dados: visoes::demonstrativo(escrita, d),
        }
    }

    fn imprimir(&self, folha: &Folha<'_>) -> Result<Vec<u8>, ErroPdf> {
        self.compilar(folha).map_err(|queixa| ErroPdf::Impressao { modelo: queixa.modelo, linha: queixa.linha })
    }

    fn compilar(&self, folha: &Folha<'_>) -> Result<Vec<u8>, Queixa> {
        let feito = self.compor(folha);
        // What typst remembers between two documents is what the first one said about a person.
        typst::comemo::evict(0);
        feito
    }

    fn compor(&self, folha: &Folha<'_>) -> Result<Vec<u8>, Queixa> {
        let defeito =
            |motivo: &str| Queixa { modelo: folha.modelo.nome().to_owned(), linha: 0, motivo: motivo.to_owned() };
        let mut dados = folha.dados.clone();
        if let Some(objeto) = dados.as_object_mut() {
            objeto.insert("marca".to_owned(), visoes::marca(self.escrita(), folha.marca));
            objeto.insert("documento".to_owned(), json!({ "titulo": folha.titulo, "emissao": folha.emissao }));
        }
        let mut arquivos = vec![("dados.json", Bytes::from_string(dados.to_string()))];
        arquivos.extend(folha.marca.logo.as_ref().map(|logo| (logo.arquivo(), logo.bytes())));
        let arquivos: Option<Vec<_>> =
            arquivos.into_iter().map(|(nome, bytes)| Some((mundo::arquivo(nome)?, bytes))).collect();
        let mundo = Mundo {
            oficina: &self.oficina,
            principal: folha.modelo.id().ok_or_else(|| defeito("nome de modelo inválido"))?,
            arquivos: arquivos.ok_or_else(|| defeito("nome de arquivo inválido"))?,
        };
        let queixa = |erros: EcoVec<SourceDiagnostic>| primeira(&mundo, folha.modelo, &erros);
        let documento = typst::compile::<PagedDocument>(&mundo).output.map_err(queixa)?;
        let opcoes = PdfOptions {
            creator: Smart::Custom(Some("Financeiro".to_owned())),
            timestamp: momento(folha.gerado_em),
            standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
                .map_err(|erro| defeito(erro.message()))?,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&documento, &opcoes).map_err(queixa)
    }

    /// Makes every document once, with everything told and with nothing told.
    fn provar(&self) -> Result<(), Queixa> {
        for completa in [true, false] {
            let marca = amostra::marca(completa);
            for modelo in Modelo::TODOS {
                let folha = match modelo {
                    Modelo::Cobrancas => self.folha_das_cobrancas(&marca, &amostra::cobrancas(completa)),
                    Modelo::Extrato => self.folha_do_extrato(&marca, &amostra::extrato(completa)),
                    Modelo::Declaracao => self.folha_da_declaracao(&marca, &amostra::declaracao(completa)),
                    Modelo::Demonstrativo => self.folha_do_demonstrativo(&marca, &amostra::demonstrativo(completa)),
                };
                self.compilar(&folha)?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Impressora {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Impressora").finish_non_exhaustive()
    }
}

fn gerado(em: DateTime) -> String {
    format!("Gerado em {} às {:02}:{:02}", crate::texto::data(em.date()), em.hour(), em.minute())
}

/// The first complaint is the cause; its place may be in another template that this one imports.
fn primeira(mundo: &Mundo<'_>, modelo: Modelo, erros: &[SourceDiagnostic]) -> Queixa {
    let Some(erro) = erros.first() else {
        return Queixa { modelo: modelo.nome().to_owned(), linha: 0, motivo: String::new() };
    };
    // An error of the library itself is placed where a template called it.
    let lugar = std::iter::once(erro.span)
        .chain(erro.trace.iter().map(|passo| passo.span.into()))
        .find_map(|lugar| Some((lugar.id()?, mundo.range(lugar)?)))
        .and_then(|(id, trecho)| {
            let fonte = typst::World::source(mundo, id).ok()?;
            Some((id.vpath().get_without_slash().to_owned(), fonte.lines().byte_to_line(trecho.start)? + 1))
        });
    let (modelo, linha) = lugar.unwrap_or_else(|| (modelo.nome().to_owned(), 0));
    let mut motivo = erro.message.to_string();
    for dica in &erro.hints {
        motivo.push_str("; ");
        motivo.push_str(&dica.v);
    }
    Queixa { modelo, linha, motivo }
}

fn momento(em: DateTime) -> Option<Timestamp> {
    let parte = |valor: i8| u8::try_from(valor).ok();
    let data = Datetime::from_ymd_hms(
        i32::from(em.year()),
        parte(em.month())?,
        parte(em.day())?,
        parte(em.hour())?,
        parte(em.minute())?,
        parte(em.second())?,
    )?;
    Timestamp::new_local(data, FUSO_EM_MINUTOS)
}
