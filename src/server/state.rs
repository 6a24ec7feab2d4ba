//! What every handler and page shares.

use std::{collections::HashMap, sync::Arc};

use axum::extract::FromRef;
use cv::ClienteCv;
use documents::pdf::Impressora;
use erp::resiliencia::Observavel;
use jiff::SignedDuration;
use leptos::config::LeptosOptions;
use links::Buscador;

use super::{
    api::autenticacao::Reconhecidos,
    config::{Config, Incorporadora},
    cripto::{Chaveiro, Escopo, Especie},
    documentos::{oficina::Oficina, tela::desenhista::Desenhista},
    financeiro::Financeiro,
    middleware::limites::Limitadores,
    portal::{Resolver, Verificador},
    relogio::Relogio,
    session::{Principal, Visita, store::EncryptedStore},
    storage::Armazem,
};

/// How long the address of a boleto may be kept: a message about one is read within its month.
const DESTINO: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Everything needed to launch the people of one incorporadora.
#[derive(Debug)]
pub struct Entrada {
    /// Brand, contact, portal.
    pub incorporadora: Arc<Incorporadora>,
    /// Asks CV who a token is.
    pub resolver: Resolver,
    /// Checks signatures, when a key is configured.
    pub verificador: Option<Verificador>,
    /// CV's API beyond the launch: search, logins, the person's own data.
    pub cv: ClienteCv,
    /// Follows the links of CV's documents.
    pub arquivos: Buscador,
    /// What is seen of the ERP from outside, for staff.
    pub erp: Arc<dyn Observavel>,
}

/// The server's state. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// As the operator wrote it.
    pub config: Arc<Config>,
    /// By slug.
    pub entradas: Arc<HashMap<String, Entrada>>,
    /// Database.
    pub armazem: Arc<dyn Armazem>,
    /// Keys at rest.
    pub chaveiro: Arc<Chaveiro>,
    /// Sessions.
    pub sessoes: EncryptedStore,
    /// Clock.
    pub relogio: Arc<dyn Relogio>,
    /// Use cases.
    pub financeiro: Financeiro,
    /// Where files are made.
    pub oficina: Oficina,
    /// Draws the pages of PDFs.
    pub desenhista: Desenhista,
    /// Makers of PDFs by slug: each incorporadora may have templates of its own.
    pub impressoras: Arc<HashMap<String, Impressora>>,
    /// What CV said of the tokens of the API.
    pub reconhecidos: Reconhecidos,
    /// Counters per address.
    pub limitadores: Arc<Limitadores>,
    /// Leptos' run-time options.
    pub leptos: LeptosOptions,
    /// Address of the style sheet, for pages rendered outside Leptos' router.
    pub estilo: Arc<str>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(estado: &AppState) -> Self {
        estado.leptos.clone()
    }
}

impl AppState {
    /// An incorporadora by its slug.
    pub fn incorporadora(&self, slug: &str) -> Option<Arc<Incorporadora>> {
        self.entradas.get(slug).map(|e| Arc::clone(&e.incorporadora))
    }

    /// The incorporadora of an answer that cannot tell whose it is: certain where there is only one, and then its portal may
    /// frame the page, which would stay blank otherwise.
    pub fn incorporadora_unica(&self) -> Option<Arc<Incorporadora>> {
        let mut todas = self.entradas.values();
        let unica = todas.next().filter(|_| todas.len() == 0)?;
        Some(Arc::clone(&unica.incorporadora))
    }

    /// The maker of PDFs of the visitor's incorporadora.
    pub fn impressora(&self, visita: &Visita) -> Option<Impressora> {
        self.impressoras.get(&visita.principal.incorporadora).cloned()
    }

    /// Seals an ERP key for the pages of this visitor; valid as long as the visit can last.
    pub fn referencia(&self, visita: &Visita, especie: Especie, chave_erp: &str) -> String {
        self.chaveiro.referenciar(escopo(visita), especie, chave_erp, visita.principal.expira_em).as_str().to_owned()
    }

    /// Seals what belongs to whoever is logged in, also while a síndico or a gestor looks at another's data.
    pub fn referencia_do_autor(&self, visita: &Visita, especie: Especie, chave: &str) -> String {
        let escopo = do_principal(&visita.autor);
        self.chaveiro.referenciar(escopo, especie, chave, visita.autor.expira_em).as_str().to_owned()
    }

    /// Opens what [`Self::referencia_do_autor`] sealed.
    pub fn abrir_referencia_do_autor(&self, visita: &Visita, especie: Especie, texto: &str) -> Option<String> {
        self.chaveiro.abrir_referencia(texto, do_principal(&visita.autor), especie, self.relogio.agora())
    }

    /// Seals the key of a boleto. It outlives the visit, so that a launch may lead to it (`destino=boletos/…`): it opens only
    /// for the same person, who has to be let in first.
    pub fn referencia_boleto(&self, visita: &Visita, chave_erp: &str) -> String {
        let agora = self.relogio.agora();
        let expira = agora.saturating_add(DESTINO).unwrap_or(agora);
        self.chaveiro.referenciar(escopo(visita), Especie::Boleto, chave_erp, expira).as_str().to_owned()
    }

    /// The ERP key in a reference, if it was sealed for this visitor and has not expired.
    pub fn abrir_referencia(&self, visita: &Visita, especie: Especie, texto: &str) -> Option<String> {
        self.chaveiro.abrir_referencia(texto, escopo(visita), especie, self.relogio.agora())
    }
}

fn escopo(visita: &Visita) -> Escopo<'_> {
    do_principal(&visita.principal)
}

fn do_principal(principal: &Principal) -> Escopo<'_> {
    Escopo {
        incorporadora: &principal.incorporadora,
        papel: principal.papel.as_str(),
        titular_hmac: &principal.titular_hmac,
    }
}
