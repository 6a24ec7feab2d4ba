//! Request 6; both versions are equal.

use domain::modelo::{ArquivoErp, Quitacao};

use leitura::{Ilegivel, Linha};

pub(crate) fn quitacao(linha: Linha<'_>) -> Result<Option<Quitacao>, Ilegivel> {
    let ano = linha.codigo(&["ano"])?.ok_or(Ilegivel("ano"))?;
    let ano = Some(ano).filter(|a| a.len() == 4).and_then(|a| a.parse().ok()).filter(|a| (1950..=2200).contains(a));
    Ok(Some(Quitacao {
        id: linha.id(&["id_quitacao", "id"])?,
        ano: ano.ok_or(Ilegivel("ano"))?,
        valor: linha.dinheiro(&["valor"])?,
        pdf: linha.link(&["url_arquivo"]).map(ArquivoErp::Link),
    }))
}
