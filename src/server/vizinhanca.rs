//! The simulated incorporadoras of the demonstration beside the first one: each a CV of its own and another ERP.

use std::net::SocketAddr;

use anyhow::Context as _;
use simulator::{Opcoes, OpcoesUau, PLANO_CLIENTE, SIENGE_LOGIN, Simulador, Vizinho};

use super::config::{ErpSimulado, Outra};

/// One of them.
#[derive(Debug)]
pub struct Vizinha {
    /// Slug.
    pub slug: &'static str,
    /// Name people know.
    pub nome: &'static str,
    /// Its ERP, in words.
    pub erp: &'static str,
    /// Its CV and ERP.
    pub simulador: Simulador,
    cor: &'static str,
    extra: &'static str,
}

struct Molde {
    slug: &'static str,
    nome: &'static str,
    curto: &'static str,
    erp: &'static str,
    cor: &'static str,
    extra: &'static str,
    semente: u64,
    codigos_numericos: bool,
}

const MOLDES: [Molde; 4] = [
    Molde {
        slug: "mirante",
        nome: "Mirante Incorporadora",
        curto: "Mirante",
        erp: "UAU",
        cor: "#1d4f91",
        extra: r#"razao-social = "Mirante Incorporações Ltda."
cnpj = "M1.RAN.TE0/0001-97"
endereco = "Rua das Jangadas, 80, Coroa do Meio, Aracaju/SE"

[incorporadora.quitacao]
emitir = true
signatario = "Osvaldo Teles Brandão"
cargo = "Gerente financeiro"
cidade = "Aracaju""#,
        semente: 11,
        codigos_numericos: true,
    },
    Molde {
        slug: "serra",
        nome: "Serra Nova Construções",
        curto: "Serra Nova",
        erp: "Sienge, por mapeamento",
        cor: "#8a3b12",
        extra: "",
        semente: 13,
        codigos_numericos: true,
    },
    Molde {
        slug: "vale",
        nome: "Vale Empreendimentos",
        curto: "Vale",
        erp: "API própria de linhas planas, por mapeamento",
        cor: "#5b3a8c",
        extra: "",
        semente: 17,
        codigos_numericos: false,
    },
    Molde {
        slug: "lagoa",
        nome: "Lagoa Clara Construtora",
        curto: "Lagoa Clara",
        erp: "o próprio CV, pela API do portal",
        cor: "#0f5e73",
        extra: "",
        semente: 19,
        codigos_numericos: true,
    },
];

/// Starts them. `base` says what they share with the first one (clock, plugin, faults, tokens); its portal's port decides
/// theirs: the next ones, or free ones when it is 0.
///
/// # Errors
/// When an address cannot be bound.
pub async fn iniciar(base: &Opcoes) -> anyhow::Result<Vec<Vizinha>> {
    let mut vizinhas = Vec::new();
    for (n, molde) in (1..).zip(MOLDES) {
        let porta = match base.portal_addr.port() {
            0 => 0,
            porta => porta.checked_add(n).with_context(|| format!("não há porta depois de {porta}"))?,
        };
        let opcoes = Opcoes {
            portal_addr: SocketAddr::new(base.portal_addr.ip(), porta),
            slug: molde.slug.to_owned(),
            nome: molde.curto.to_owned(),
            host: format!("{}.localhost", molde.slug),
            semente: molde.semente,
            codigos_numericos: molde.codigos_numericos,
            ..base.clone()
        };
        let simulador = Simulador::iniciar(opcoes).await.with_context(|| format!("simulador de {}", molde.nome))?;
        let Molde { slug, nome, erp, cor, extra, .. } = molde;
        vizinhas.push(Vizinha { slug, nome, erp, simulador, cor, extra });
    }
    Ok(vizinhas)
}

impl Vizinha {
    /// Its part of the configuration.
    pub fn outra(&self) -> Outra {
        let s = &self.simulador;
        let hosts = s.erp_url().host_str().map(str::to_owned).into_iter().collect();
        let erp = match self.slug {
            "mirante" => {
                let OpcoesUau { integracao, login, senha, .. } = OpcoesUau::default();
                ErpSimulado::Uau {
                    url: s.uau_url().to_string(),
                    integracao: integracao.into(),
                    login,
                    senha: senha.into(),
                }
            }
            "serra" => ErpSimulado::Sienge {
                url: s.sienge_url().to_string(),
                usuario: SIENGE_LOGIN.0.to_owned(),
                senha: SIENGE_LOGIN.1.into(),
                hosts,
            },
            "lagoa" => ErpSimulado::Cv,
            _ => ErpSimulado::Plano {
                url: s.plano_url().to_string(),
                token_url: format!("{}oauth/token", s.plano_url()),
                cliente: PLANO_CLIENTE.0.to_owned(),
                segredo: PLANO_CLIENTE.1.into(),
                hosts,
            },
        };
        Outra {
            slug: self.slug,
            nome: self.nome,
            cor: self.cor,
            extra: self.extra,
            url_portal: s.cv_url().to_string(),
            moldura: s.portal_url().origin().ascii_serialization(),
            erp,
        }
    }
}

/// Tells each portal of the others, so that its login page leads to them. `primeiro` has the ERP of the REST contract.
pub fn apresentar(primeiro: &Simulador, vizinhas: &[Vizinha]) {
    let horizonte = Vizinho {
        nome: "Construtora Horizonte".to_owned(),
        erp: "contrato REST".to_owned(),
        portal: primeiro.portal_url(),
    };
    let todos: Vec<Vizinho> = std::iter::once(horizonte)
        .chain(vizinhas.iter().map(|v| Vizinho {
            nome: v.nome.to_owned(),
            erp: v.erp.to_owned(),
            portal: v.simulador.portal_url(),
        }))
        .collect();
    for simulador in std::iter::once(primeiro).chain(vizinhas.iter().map(|v| &v.simulador)) {
        let proprio = simulador.portal_url();
        simulador.definir_vizinhos(todos.iter().filter(|v| v.portal != proprio).cloned().collect());
    }
}
