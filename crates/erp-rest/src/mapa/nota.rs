//! Request 4, both versions.

use domain::modelo::{ArquivoErp, NotaFiscal};

use leitura::{Ilegivel, Linha};

/// What `identificacao` identifies is not said by the contract; it is shown as it comes.
pub(crate) fn nota_fiscal(linha: Linha<'_>) -> Result<Option<NotaFiscal>, Ilegivel> {
    Ok(Some(NotaFiscal {
        id: linha.id(&["id_nota", "id"])?,
        numero: linha.texto(&["numero_nota"]),
        emissao: linha.data(&["data_lancamento"])?,
        valor: linha.dinheiro(&["valor"])?,
        descricao: linha.texto(&["obs"]),
        chave: linha.texto(&["identificacao"]),
        protocolo: linha.texto(&["protocolo"]),
        pdf: linha.link(&["url_nota_fiscal"]).map(ArquivoErp::Link),
        xml: linha.link(&["url_xml"]).map(ArquivoErp::Link),
    }))
}
