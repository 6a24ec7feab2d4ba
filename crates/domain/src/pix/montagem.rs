//! Assembling codes, for the simulator and for tests. What is assembled is read back before it is handed over.

use std::fmt::{self, Write as _};

use super::{BrCode, ErroPix, tlv::crc16};
use crate::dinheiro::Dinheiro;

/// Parts of a static code.
#[derive(Clone, Default)]
pub struct PixEstatico {
    /// Key of the receiver.
    pub chave: String,
    /// Amount; `None` leaves it to the payer.
    pub valor: Option<Dinheiro>,
    /// Name of the receiver: accents are folded, cut at 25.
    pub nome: String,
    /// City of the receiver: accents are folded, cut at 15.
    pub cidade: String,
    /// 1 to 25 letters and digits; `None` writes `***`.
    pub txid: Option<String>,
    /// Free text: accents are folded.
    pub descricao: Option<String>,
}

/// Parts of a dynamic code: amount, due date and fees live behind the URL.
#[derive(Clone, Default)]
pub struct PixDinamico {
    /// Where the charge lives, without scheme, at most 77 characters.
    pub url: String,
    /// Name of the receiver: accents are folded, cut at 25.
    pub nome: String,
    /// City of the receiver: accents are folded, cut at 15.
    pub cidade: String,
}

impl PixEstatico {
    /// The code.
    ///
    /// # Errors
    /// The same as [`BrCode::ler`], when a part does not fit.
    pub fn montar(&self) -> Result<BrCode, ErroPix> {
        let mut conta = campo(0, "br.gov.bcb.pix")? + &campo(1, &self.chave)?;
        if let Some(descricao) = &self.descricao {
            conta += &campo(2, &sem_acentos(descricao, 99))?;
        }
        let valor = self.valor.map(|valor| campo(54, &valor.iso())).transpose()?.unwrap_or_default();
        completar(&campo(26, &conta)?, &valor, &self.nome, &self.cidade, self.txid.as_deref())
    }
}

impl PixDinamico {
    /// The code, for one payment.
    ///
    /// # Errors
    /// The same as [`BrCode::ler`], when a part does not fit.
    pub fn montar(&self) -> Result<BrCode, ErroPix> {
        let conta = campo(0, "br.gov.bcb.pix")? + &campo(25, &self.url)?;
        completar(&(campo(1, "12")? + &campo(26, &conta)?), "", &self.nome, &self.cidade, None)
    }
}

// Keys may be personal data.
impl fmt::Debug for PixEstatico {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PixEstatico").field("valor", &self.valor).finish_non_exhaustive()
    }
}

impl fmt::Debug for PixDinamico {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PixDinamico").finish_non_exhaustive()
    }
}

fn completar(conta: &str, valor: &str, nome: &str, cidade: &str, txid: Option<&str>) -> Result<BrCode, ErroPix> {
    let nome = campo(59, &sem_acentos(nome, 25))?;
    let cidade = campo(60, &sem_acentos(cidade, 15))?;
    let adicional = campo(62, &campo(5, txid.unwrap_or("***"))?)?;
    let mut payload = format!("000201{conta}520400005303986{valor}5802BR{nome}{cidade}{adicional}6304");
    let crc = crc16(payload.as_bytes());
    // Writing to a String cannot fail.
    let _ = write!(payload, "{crc:04X}");
    BrCode::ler(&payload)
}

fn campo(id: u8, valor: &str) -> Result<String, ErroPix> {
    match valor.chars().count() {
        0 => Err(ErroPix::Falta(id)),
        comprimento @ 1..=99 => Ok(format!("{id:02}{comprimento:02}{valor}")),
        _ => Err(ErroPix::Longo { campo: id, maximo: 99 }),
    }
}

/// ASCII only, at most `maximo` characters: what every bank reads alike.
fn sem_acentos(texto: &str, maximo: usize) -> String {
    let dobrado: String = texto
        .chars()
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            'Á' | 'À' | 'Â' | 'Ã' | 'Ä' => 'A',
            'É' | 'È' | 'Ê' | 'Ë' => 'E',
            'Í' | 'Ì' | 'Î' | 'Ï' => 'I',
            'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ö' => 'O',
            'Ú' | 'Ù' | 'Û' | 'Ü' => 'U',
            'Ç' => 'C',
            'Ñ' => 'N',
            c if c.is_ascii() && !c.is_ascii_control() => c,
            _ => ' ',
        })
        .take(maximo)
        .collect();
    dobrado.trim().to_owned()
}
