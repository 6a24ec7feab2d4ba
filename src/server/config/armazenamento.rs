//! `[armazenamento]`: the database and the key ring.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::ExposeSecret;

use super::{
    leitor::{Campo, Coleta, Secao},
    segredo,
};

/// `[armazenamento]`
#[derive(Clone)]
pub struct Armazenamento {
    /// `sqlite://…` or `postgres://…`. The address of PostgreSQL may hold a password: never print it.
    pub url: String,
    /// Key ring for encryption at rest, made by `financeiro keygen`.
    pub chaves_file: PathBuf,
    /// How long the last answers of the ERPs are kept, to be shown with their age while one is down. Default 24 hours, which
    /// is the most; zero keeps none.
    pub ultimos: Duration,
    /// How many days the log of accesses is kept. Default 183: six months (Lei 12.965/2014, art. 15), which is the least.
    pub acessos_dias: u32,
    /// How many days the rest of the trail is kept: staff previews, declarations. Default 1826, five years.
    pub auditoria_dias: u32,
}

const ACESSOS_DIAS: u32 = 183;
const AUDITORIA_DIAS: u32 = 1826;
/// Longest retention that can be asked for, in days: twenty years.
const DIAS_MAXIMO: u32 = 7_305;

/// Older than a day, a debt is no longer the one people pay.
const ULTIMOS: Duration = Duration::from_hours(24);

/// Only the kind of database: the address may hold a password.
impl fmt::Debug for Armazenamento {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let especie = self.url.split(':').next().unwrap_or_default();
        f.debug_struct("Armazenamento")
            .field("url", &format_args!("{especie}:[…]"))
            .field("chaves_file", &self.chaves_file)
            .field("ultimos", &self.ultimos)
            .field("acessos_dias", &self.acessos_dias)
            .field("auditoria_dias", &self.auditoria_dias)
            .finish()
    }
}

impl Armazenamento {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let url = if segredo::campo(secao, "url").is_none() {
            secao.falta("url", "url = \"sqlite://dados/financeiro.db\" ou url = \"postgres://…\"", c);
            None
        } else {
            segredo::ler(secao, "url", c).and_then(|lida| url(&segredo::campo(secao, "url")?, lida.expose_secret(), c))
        };
        let chaves = secao.obrigatorio("chaves-file", "chaves-file = \"dados/chaves.json\"", c);
        let chaves_file = chaves.as_ref().and_then(|campo| campo.texto(c)).map(|texto| c.resolver(texto));
        if let (Some(campo), Some(caminho)) = (chaves, &chaves_file)
            && !caminho.exists()
        {
            let como = "Crie-o com `financeiro keygen --config` e o caminho desta configuração";
            campo.aviso(format!("o arquivo {} ainda não existe", caminho.display()), como, c);
        }
        let ultimos = secao.campo("ultimos").and_then(|campo| campo.duracao(Duration::ZERO..=ULTIMOS, c));
        let acessos = secao.campo("acessos-dias").and_then(|campo| campo.inteiro(ACESSOS_DIAS..=DIAS_MAXIMO, c));
        let auditoria = secao.campo("auditoria-dias").and_then(|campo| campo.inteiro(ACESSOS_DIAS..=DIAS_MAXIMO, c));
        Some(Self {
            url: url?,
            chaves_file: chaves_file?,
            ultimos: ultimos.unwrap_or(ULTIMOS),
            acessos_dias: acessos.unwrap_or(ACESSOS_DIAS),
            auditoria_dias: auditoria.unwrap_or(AUDITORIA_DIAS),
        })
    }
}

/// The address of the database; a relative SQLite path starts from the folder of the file, as every other path does.
fn url(campo: &Campo<'_>, texto: &str, c: &mut Coleta) -> Option<String> {
    if texto.starts_with("postgres://") || texto.starts_with("postgresql://") {
        return match url::Url::parse(texto) {
            Ok(url) if url.host_str().is_some_and(|h| !h.is_empty()) => Some(texto.to_owned()),
            _ => campo.problema(
                "não é um endereço válido de PostgreSQL",
                "Escreva \"postgres://usuario@servidor:5432/banco\"; caracteres especiais da senha vão como %XX",
                c,
            ),
        };
    }
    let Some(caminho) = texto.strip_prefix("sqlite:") else {
        let como = "Comece com sqlite:// (uma máquina) ou postgres:// (várias)";
        return campo.problema("não é um banco conhecido", como, c);
    };
    let caminho = caminho.strip_prefix("//").unwrap_or(caminho);
    let (arquivo, opcoes) = caminho.split_once('?').map_or((caminho, None), |(a, o)| (a, Some(o)));
    if arquivo.is_empty() {
        return campo.problema("não diz o arquivo do banco", "Escreva \"sqlite://dados/financeiro.db\"", c);
    }
    if arquivo == ":memory:" {
        campo.aviso("o banco está só na memória", "Reiniciar encerra todas as visitas e apaga a trilha de acessos", c);
        return Some("sqlite::memory:".to_owned());
    }
    let arquivo = if Path::new(arquivo).is_absolute() {
        arquivo.to_owned()
    } else {
        // The rest of the URL is already encoded by the operator; the folder comes from the system.
        let base = c.resolver("").display().to_string();
        let base = base.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        Path::new(&base).join(arquivo).display().to_string()
    };
    Some(format!("sqlite://{arquivo}{}", opcoes.map(|o| format!("?{o}")).unwrap_or_default()))
}
