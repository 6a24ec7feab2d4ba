//! Database and key ring.

use std::path::Path;

use super::Achado;
use crate::server::{
    config::Config,
    cripto::Chaveiro,
    storage::{self, Banco},
};

pub(super) async fn banco(config: &Config) -> Achado {
    const ONDE: &str = "armazenamento.url";
    // Opening a SQLite that is not there would make it.
    let arquivo = config.armazenamento.url.strip_prefix("sqlite://").map(|r| r.split('?').next().unwrap_or(r));
    if let Some(arquivo) = arquivo.filter(|a| !a.starts_with(":memory:"))
        && !Path::new(arquivo).exists()
    {
        let como = "Nada a fazer: o servidor cria o SQLite ao subir (ou rode `financeiro migrate`)";
        return Achado::aviso(ONDE, "o banco ainda não existe", como);
    }
    let armazem = match storage::conectar(&config.armazenamento.url).await {
        Ok(armazem) => armazem,
        Err(erro) => {
            let como = "Confira servidor, porta, nome do banco, usuário e senha, e se esta máquina alcança o banco";
            return Achado::problema(ONDE, format!("não foi possível conectar: {erro}"), como);
        }
    };
    match (armazem.saude().await, armazem.banco()) {
        (Ok(()), _) => Achado::certo(ONDE, "o banco responde e está em dia"),
        (Err(_), Banco::Sqlite) => {
            let como = "Nada a fazer: o servidor o atualiza ao subir (ou rode `financeiro migrate`)";
            Achado::aviso(ONDE, "o banco responde e não está em dia", como)
        }
        (Err(erro), Banco::Postgres) => {
            Achado::problema(ONDE, format!("o banco não está pronto: {erro}"), "Rode `financeiro migrate --config …`")
        }
    }
}

pub(super) fn chaveiro(config: &Config) -> Achado {
    const ONDE: &str = "armazenamento.chaves-file";
    let arquivo = &config.armazenamento.chaves_file;
    if !arquivo.exists() {
        let como = "Crie-o com `financeiro keygen --config …` e guarde uma cópia; em várias réplicas, o mesmo em todas";
        return Achado::problema(ONDE, format!("{} não existe", arquivo.display()), como);
    }
    match Chaveiro::carregar(arquivo) {
        Ok(_) => Achado::certo(ONDE, "o chaveiro é legível e só por quem deve"),
        Err(erro) => Achado::problema(
            ONDE,
            format!("{}: {erro}", arquivo.display()),
            "Confira dono e permissões (0600) e se o arquivo é o que o `financeiro keygen` gravou",
        ),
    }
}
