//! The key ring on disk: the JSON file named by `armazenamento.chaves-file`.
//!
//! ```json
//! {"versao": 1, "atual": "k2", "chaves": [{"id": "k1", "criada": "2026-01-05T12:00:00Z", "chave": "<32 bytes in base64>"}, …]}
//! ```

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    Chaveiro, TAMANHO,
    chaveiro::{Chave, IdRepetido},
};

const VERSAO: u32 = 1;
/// Beyond this it is not a key ring: a few hundred keys fit.
const MAIOR_ARQUIVO: u64 = 64 * 1024;

/// Why a key ring cannot be read or written. Messages name the file and the fix, never a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErroChaveiro {
    /// The file does not exist.
    #[error("armazenamento.chaves-file: {} não existe; crie com `financeiro keygen`", .0.display())]
    Ausente(PathBuf),
    /// Anybody on the machine could read the keys.
    #[error(
        "armazenamento.chaves-file: {} pode ser lido por qualquer usuário da máquina (modo {modo:o}); corrija com `chmod 600 {}`",
        caminho.display(), caminho.display()
    )]
    Permissoes {
        /// The file.
        caminho: PathBuf,
        /// Its permission bits.
        modo: u32,
    },
    /// Writing would destroy a ring, and with it everything sealed.
    #[error("armazenamento.chaves-file: {} já existe e não será sobrescrito; para rodízio use `financeiro keygen --adicionar`", .0.display())]
    JaExiste(PathBuf),
    /// Not a key ring.
    #[error("armazenamento.chaves-file: {}: {motivo}", caminho.display())]
    Formato {
        /// The file.
        caminho: PathBuf,
        /// What is wrong, without quoting the file.
        motivo: String,
    },
    /// The operating system refused.
    #[error("armazenamento.chaves-file: {}: {erro}", caminho.display())]
    Sistema {
        /// The file.
        caminho: PathBuf,
        /// Its reason.
        #[source]
        erro: io::Error,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArquivoLido {
    versao: u32,
    atual: String,
    chaves: Vec<ChaveLida>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChaveLida {
    id: String,
    criada: Timestamp,
    chave: SecretString,
}

#[derive(Serialize)]
struct ArquivoEscrito<'a> {
    versao: u32,
    atual: &'a str,
    chaves: Vec<ChaveEscrita<'a>>,
}

#[derive(Serialize)]
struct ChaveEscrita<'a> {
    id: &'a str,
    criada: Timestamp,
    chave: Zeroizado,
}

/// Base64 of a key, wiped when dropped. (`zeroize` would need its `serde` feature for the whole workspace.)
struct Zeroizado(Zeroizing<String>);

impl Serialize for Zeroizado {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Ids travel in envelopes and in error messages: short and plain.
pub(super) fn id_valido(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl Chaveiro {
    /// Reads the ring. On Unix the file may not be readable by everybody.
    ///
    /// # Errors
    /// See [`ErroChaveiro`].
    pub fn carregar(caminho: &Path) -> Result<Self, ErroChaveiro> {
        let sistema = |erro: io::Error| match erro.kind() {
            io::ErrorKind::NotFound => ErroChaveiro::Ausente(caminho.into()),
            _ => ErroChaveiro::Sistema { caminho: caminho.into(), erro },
        };
        let arquivo = File::open(caminho).map_err(sistema)?;
        conferir_permissoes(caminho, &arquivo.metadata().map_err(sistema)?)?;
        let mut texto = Zeroizing::new(String::new());
        arquivo.take(MAIOR_ARQUIVO).read_to_string(&mut texto).map_err(sistema)?;
        interpretar(&texto).map_err(|motivo| ErroChaveiro::Formato { caminho: caminho.into(), motivo })
    }

    /// Writes a new file, readable by its owner only, creating its folder when missing. Never overwrites.
    ///
    /// # Errors
    /// [`ErroChaveiro::JaExiste`] when there is a file; [`ErroChaveiro::Sistema`].
    pub fn gravar_novo(&self, caminho: &Path) -> Result<(), ErroChaveiro> {
        let sistema = |erro| ErroChaveiro::Sistema { caminho: caminho.into(), erro };
        if let Some(pasta) = caminho.parent().filter(|pasta| !pasta.as_os_str().is_empty()) {
            criar_pasta_privada(pasta).map_err(sistema)?;
        }
        let texto = self.texto().map_err(sistema)?;
        escrever_novo(caminho, &texto).map_err(|erro| match erro.kind() {
            io::ErrorKind::AlreadyExists => ErroChaveiro::JaExiste(caminho.into()),
            _ => sistema(erro),
        })
    }

    /// Replaces the file by this ring in one step, for a rotation: a reader sees the old file or the new one, never half.
    ///
    /// # Errors
    /// [`ErroChaveiro::Sistema`]; the old file is then untouched.
    pub fn regravar(&self, caminho: &Path) -> Result<(), ErroChaveiro> {
        let sistema = |erro| ErroChaveiro::Sistema { caminho: caminho.into(), erro };
        let texto = self.texto().map_err(sistema)?;
        let mut vizinho = caminho.as_os_str().to_owned();
        vizinho.push(".novo");
        let vizinho = PathBuf::from(vizinho);
        escrever_novo(&vizinho, &texto).map_err(|erro| ErroChaveiro::Sistema { caminho: vizinho.clone(), erro })?;
        fs::rename(&vizinho, caminho).map_err(|erro| {
            // The copy holds the keys: it may not stay behind, whatever stopped the rename.
            let _ = fs::remove_file(&vizinho);
            sistema(erro)
        })
    }

    fn texto(&self) -> io::Result<Zeroizing<String>> {
        let chaves = self.chaves.iter().map(|chave| ChaveEscrita {
            id: &chave.id,
            criada: chave.criada,
            chave: Zeroizado(Zeroizing::new(STANDARD.encode(chave.raiz.as_slice()))),
        });
        let arquivo = ArquivoEscrito { versao: VERSAO, atual: self.id_atual(), chaves: chaves.collect() };
        let mut texto = Zeroizing::new(serde_json::to_string_pretty(&arquivo).map_err(io::Error::from)?);
        texto.push('\n');
        Ok(texto)
    }
}

/// Reads the text. The reason of a refusal never quotes it: `serde_json` would, so only its position is told.
fn interpretar(texto: &str) -> Result<Chaveiro, String> {
    let arquivo: ArquivoLido = serde_json::from_str(texto)
        .map_err(|erro| format!("não é um chaveiro (linha {}, coluna {})", erro.line(), erro.column()))?;
    if arquivo.versao != VERSAO {
        return Err(format!("versao {} não é conhecida; este programa lê a {VERSAO}", arquivo.versao));
    }
    let mut chaves = Vec::with_capacity(arquivo.chaves.len());
    for (i, lida) in arquivo.chaves.into_iter().enumerate() {
        if !id_valido(&lida.id) {
            return Err(format!("chaves[{i}].id: use de 1 a 32 letras minúsculas, dígitos ou hífens"));
        }
        let mut raiz = Zeroizing::new([0; TAMANHO]);
        let bytes = STANDARD.decode(lida.chave.expose_secret()).map(Zeroizing::new).unwrap_or_default();
        if bytes.len() != TAMANHO {
            return Err(format!("chaves[{i}].chave: esperados {TAMANHO} bytes em base64"));
        }
        raiz.copy_from_slice(&bytes);
        chaves.push(Chave::nova(lida.id, lida.criada, raiz));
    }
    Chaveiro::de_chaves(chaves, &arquivo.atual)
        .map_err(|IdRepetido(id)| format!("chaves: o id {id:?} aparece duas vezes"))?
        .ok_or_else(|| "atual: não é o id de nenhuma das chaves".into())
}

#[cfg(unix)]
fn conferir_permissoes(caminho: &Path, metadados: &fs::Metadata) -> Result<(), ErroChaveiro> {
    use std::os::unix::fs::PermissionsExt as _;

    // The group is left to the operator: Kubernetes mounts secrets 0440 for the group of the pod.
    let modo = metadados.permissions().mode() & 0o777;
    let outros = modo & 0o007;
    if outros == 0 { Ok(()) } else { Err(ErroChaveiro::Permissoes { caminho: caminho.into(), modo }) }
}

#[cfg(not(unix))]
fn conferir_permissoes(_: &Path, _: &fs::Metadata) -> Result<(), ErroChaveiro> {
    Ok(())
}

fn escrever_novo(caminho: &Path, texto: &str) -> io::Result<()> {
    let mut opcoes = OpenOptions::new();
    opcoes.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut opcoes, 0o600);
    let mut arquivo = opcoes.open(caminho)?;
    arquivo.write_all(texto.as_bytes()).and_then(|()| arquivo.sync_all()).inspect_err(|_| {
        // Half a ring would be refused at start and would block the next `keygen`.
        let _ = fs::remove_file(caminho);
    })
}

/// Creates the folder and its parents, closed to other users. Also used for the folder of the database.
pub(in crate::server) fn criar_pasta_privada(pasta: &Path) -> io::Result<()> {
    let mut construtor = DirBuilder::new();
    construtor.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut construtor, 0o700);
    construtor.create(pasta)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAVE: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

    /// A folder of this test alone, removed with the value.
    struct Pasta(PathBuf);

    impl Pasta {
        fn nova() -> Self {
            let pasta = std::env::temp_dir().join(format!("financeiro-{:032x}", rand::random::<u128>()));
            fs::create_dir(&pasta).unwrap();
            Self(pasta)
        }
    }

    impl Drop for Pasta {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn gerar() -> Chaveiro {
        Chaveiro::gerar(&mut rand::rng(), "2026-01-05T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_written_ring_reads_back_and_is_never_overwritten() {
        let pasta = Pasta::nova();
        let caminho = pasta.0.join("dados/chaves.json");
        let mut chaveiro = gerar();
        chaveiro.gravar_novo(&caminho).unwrap();
        assert!(matches!(chaveiro.gravar_novo(&caminho), Err(ErroChaveiro::JaExiste(_))));

        let lido = Chaveiro::carregar(&caminho).unwrap();
        assert_eq!(lido.hmac_titular("52998224725"), chaveiro.hmac_titular("52998224725"));

        chaveiro.adicionar(&mut rand::rng(), "2026-02-05T12:00:00Z".parse().unwrap());
        chaveiro.regravar(&caminho).unwrap();
        let lido = Chaveiro::carregar(&caminho).unwrap();
        assert_eq!(lido.ids().collect::<Vec<_>>(), chaveiro.ids().collect::<Vec<_>>());
        assert_eq!(lido.hmacs_titular("52998224725"), chaveiro.hmacs_titular("52998224725"));
        assert_eq!(fs::read_dir(caminho.parent().unwrap()).unwrap().count(), 1, "no copy of the keys stays behind");
    }

    #[cfg(unix)]
    #[test]
    fn a_ring_is_private_and_one_open_to_everybody_is_refused_with_the_command_that_fixes_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let pasta = Pasta::nova();
        let caminho = pasta.0.join("chaves.json");
        gerar().gravar_novo(&caminho).unwrap();
        assert_eq!(fs::metadata(&caminho).unwrap().permissions().mode() & 0o777, 0o600);

        fs::set_permissions(&caminho, fs::Permissions::from_mode(0o644)).unwrap();
        let erro = Chaveiro::carregar(&caminho).unwrap_err().to_string();
        assert!(erro.contains("chmod 600") && erro.contains("modo 644"), "{erro}");
    }

    #[test]
    fn a_missing_ring_says_how_to_make_one() {
        let pasta = Pasta::nova();
        let erro = Chaveiro::carregar(&pasta.0.join("nada.json")).unwrap_err().to_string();
        assert!(erro.contains("financeiro keygen"), "{erro}");
    }

    #[test]
    fn a_wrong_file_is_refused_by_the_field_and_without_quoting_it() {
        let chave =
            |id: &str, chave: &str| format!(r#"{{"id":"{id}","criada":"2026-01-05T12:00:00Z","chave":"{chave}"}}"#);
        let anel = |versao: u32, atual: &str, chaves: &[String]| {
            format!(r#"{{"versao":{versao},"atual":"{atual}","chaves":[{}]}}"#, chaves.join(","))
        };
        let casos = [
            (anel(2, "k1", &[chave("k1", CHAVE)]), "versao 2"),
            (anel(1, "k9", &[chave("k1", CHAVE)]), "atual"),
            (anel(1, "k1", &[]), "atual"),
            (anel(1, "k1", &[chave("k1", CHAVE), chave("k1", CHAVE)]), "duas vezes"),
            (anel(1, "K1", &[chave("K1", CHAVE)]), "chaves[0].id"),
            (anel(1, "k1", &[chave("k1", &CHAVE[4..])]), "chaves[0].chave"),
            (anel(1, "k1", &[chave("k1", "não é base64")]), "chaves[0].chave"),
            (format!(r#"{{"versao":"{CHAVE}"}}"#), "linha 1"),
        ];
        for (texto, esperado) in casos {
            let motivo = interpretar(&texto).unwrap_err();
            assert!(motivo.contains(esperado), "{motivo}");
            assert!(!motivo.contains(&CHAVE[..12]), "{motivo}");
        }
        assert!(interpretar(&anel(1, "k1", &[chave("k1", CHAVE)])).is_ok());
    }
}
