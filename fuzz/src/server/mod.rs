//! The decoders of the server, at the paths they have there. Everything beside this file is a link to them.

pub mod config;
pub mod cripto;
pub mod relogio;

/// What CV hands over.
pub mod portal {
    pub mod erro;
    pub mod identidade;
    pub mod intake;
    pub mod jwt;
}

/// What a browser gives back.
pub mod session {
    use domain::documento::Cnpj;

    pub mod handle;

    /// Stands in for the one beside the principal, which brings the sessions' store along.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Empreendimento {
        /// CV's code.
        pub id: String,
        /// Name.
        pub nome: Option<String>,
        /// CNPJ of its condominium.
        pub cnpj: Option<Cnpj>,
        /// Code in the ERP.
        pub id_erp: Option<String>,
    }
}
