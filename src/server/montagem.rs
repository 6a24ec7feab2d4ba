//! From a checked configuration to the state of a server: the same steps for every command, and for the tests.

use std::{collections::HashMap, sync::Arc};

use anyhow::Context as _;
use documents::pdf::Impressora;
use erp::resiliencia::Observavel;
use leptos::config::LeptosOptions;

use super::{
    api::autenticacao::Reconhecidos,
    config::{Config, Incorporadora},
    cripto::Chaveiro,
    documentos::{oficina::Oficina, tela::desenhista::Desenhista},
    erps,
    financeiro::{Financeiro, ultimos::Ultimos},
    middleware::limites::Limitadores,
    portal::{self, Resolver, Verificador},
    relogio::Relogio,
    session::store::EncryptedStore,
    state::{AppState, Entrada},
    storage::{self, Banco},
};

/// Makes the state: database, keys, resolvers, adapters. SQLite is migrated on the way; PostgreSQL by its own command.
///
/// # Errors
/// When the database does not answer or is not migrated, or something in the configuration cannot be turned into a client; the
/// message names the key.
pub async fn estado(
    config: Config,
    chaveiro: Chaveiro,
    leptos: LeptosOptions,
    relogio: Arc<dyn Relogio>,
) -> anyhow::Result<AppState> {
    let armazem = storage::conectar(&config.armazenamento.url).await?;
    if armazem.banco() == Banco::Sqlite {
        armazem.migrar().await.context("migração do SQLite")?;
    }
    armazem.saude().await.context("o banco não está pronto (no PostgreSQL, rode `financeiro migrate` antes)")?;
    let chaveiro = Arc::new(chaveiro);
    let erps::Montados { erps, observaveis } = erps::montar(&config, &relogio)?;
    let entradas = entradas(&config, &observaveis, &relogio)?;
    let impressoras = impressoras(&config)?;
    let ultimos = Ultimos::novos(Arc::clone(&armazem), Arc::clone(&chaveiro), config.armazenamento.ultimos);
    Ok(AppState {
        entradas: Arc::new(entradas),
        sessoes: EncryptedStore::new(Arc::clone(&armazem), Arc::clone(&chaveiro), Arc::clone(&relogio)),
        armazem,
        chaveiro,
        financeiro: Financeiro::novo(erps, Arc::clone(&relogio), ultimos),
        relogio,
        oficina: Oficina::default(),
        desenhista: Desenhista::deste_programa(),
        impressoras: Arc::new(impressoras),
        reconhecidos: Reconhecidos::default(),
        limitadores: Arc::new(Limitadores::default()),
        estilo: estilo(&leptos).into(),
        leptos,
        config: Arc::new(config),
    })
}

fn entradas(
    config: &Config,
    observaveis: &HashMap<String, Arc<dyn Observavel>>,
    relogio: &Arc<dyn Relogio>,
) -> anyhow::Result<HashMap<String, Entrada>> {
    let permitir_loopback = config.desenvolvimento.permitir_loopback;
    config
        .incorporadoras
        .iter()
        .map(|i| {
            let slug = i.slug.as_str().to_owned();
            let resolver =
                Resolver::novo(i, permitir_loopback).with_context(|| format!("incorporadora[{slug}].portal"))?;
            let verificador = i.portal.jwt.as_ref().map(Verificador::novo).transpose();
            let verificador = verificador.with_context(|| format!("incorporadora[{slug}].portal.jwt"))?;
            let cv = portal::api::cliente(i, permitir_loopback, relogio);
            let cv = cv.with_context(|| format!("incorporadora[{slug}].portal"))?;
            let arquivos = portal::api::buscador(i, permitir_loopback);
            let arquivos = arquivos.with_context(|| format!("incorporadora[{slug}].portal.documentos-hosts"))?;
            let erp = observaveis.get(&slug).cloned().with_context(|| format!("incorporadora[{slug}].erp"))?;
            Ok((slug, Entrada { incorporadora: Arc::new(i.clone()), resolver, verificador, cv, arquivos, erp }))
        })
        .collect()
}

/// Makers of PDFs by slug. Fonts and the embedded templates are shared; a folder of templates (`modelos`) is compiled with
/// sample data, which takes a second or two.
///
/// # Errors
/// Names the key, the file and the line of a template that does not compile.
pub fn impressoras(config: &Config) -> anyhow::Result<HashMap<String, Impressora>> {
    let padrao = Impressora::nova().context("modelos de PDF")?;
    let uma = |i: &Incorporadora| {
        let slug = i.slug.as_str().to_owned();
        let impressora = match &i.empresa.modelos {
            None => padrao.clone(),
            Some(pasta) => Impressora::com_modelos(pasta).with_context(|| format!("incorporadora[{slug}].modelos"))?,
        };
        Ok((slug, impressora))
    };
    config.incorporadoras.iter().map(uma).collect()
}

/// Address of the style sheet as cargo-leptos named it: with `hash-files`, the hash is in a file beside the executable.
fn estilo(leptos: &LeptosOptions) -> String {
    let hash = leptos.hash_files.then(|| {
        let arquivo = std::env::current_exe().ok()?.parent()?.join(leptos.hash_file.as_ref());
        let texto = std::fs::read_to_string(arquivo).ok()?;
        texto.lines().find_map(|l| l.strip_prefix("css:").map(|h| format!(".{}", h.trim())))
    });
    format!("/{}/{}{}.css", leptos.site_pkg_dir, leptos.output_name, hash.flatten().unwrap_or_default())
}
