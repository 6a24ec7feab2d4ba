//! Request 1.

use domain::modelo::Cliente;

use leitura::{Ilegivel, Linha};

const ID: &[&str] = &["id_remoto", "id_cliente", "remote_id", "id"];
const NOME: &[&str] = &["nome_completo", "nome", "razao_social", "razão_social"];

/// The newest version has `nome_completo` and `id_remoto`; the older one the 34 fields of the edit, with `nome`.
pub(crate) fn cliente(linha: Linha<'_>) -> Result<Cliente, Ilegivel> {
    Ok(Cliente { id: linha.codigo(ID)?, nome: linha.texto(NOME), ativo: linha.sim_ou_nao(&["ativo"]) })
}

/// Whether an object looks like a customer at all.
pub(crate) fn conhecido(linha: Linha<'_>) -> bool {
    linha.valor(ID).is_some() || linha.valor(NOME).is_some()
}
