//! A file of a nota fiscal.

use documents::nomes;
use erp::TipoArquivo;

use super::{
    pedido::{FormatoNota, Tipo},
    producao::{Arquivo, Falta},
};
use crate::server::{session::Visita, state::AppState};

/// The PDF or the XML the ERP has.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn arquivo(
    estado: &AppState,
    visita: &Visita,
    chave: &str,
    formato: FormatoNota,
) -> Result<Arquivo, Falta> {
    let notas = estado.financeiro.notas_fiscais(visita).await?;
    let nota = notas.valor.itens.iter().find(|n| n.id == chave).ok_or(Falta::NaoEncontrado)?;
    let (existe, do_erp, tipo) = match formato {
        FormatoNota::Pdf => (nota.pdf.is_some(), TipoArquivo::Pdf, Tipo::Pdf),
        FormatoNota::Xml => (nota.xml.is_some(), TipoArquivo::Xml, Tipo::Xml),
    };
    if !existe {
        return Err(Falta::NaoEncontrado);
    }
    let bytes = estado.financeiro.nota_fiscal(visita, nota, do_erp).await?.bytes;
    let data = nota.emissao.map(|d| d.to_string()).unwrap_or_default();
    let nome = nomes::arquivo(&["nota-fiscal", &data, nota.numero.as_deref().unwrap_or_default()], tipo.extensao());
    Ok(Arquivo { nome, tipo, bytes })
}
