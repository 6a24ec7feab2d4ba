//! What all answers are made of. Own to the API: a page or a use case may change without changing it.

use std::collections::HashMap;

use domain::{
    dinheiro::Dinheiro,
    modelo::{Composicao, Contrato, ContratoId},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type},
    },
};

use crate::server::{
    cripto::Especie,
    financeiro::{Falha, Momento, boletos::nome_do_contrato},
    session::Visita,
    state::AppState,
};

/// A text with a form of its own, described once.
macro_rules! textual {
    ($(#[$doc:meta])* $tipo:ident, $formato:expr, $padrao:expr, $descricao:literal, $exemplo:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub(super) struct $tipo(pub(super) String);

        impl PartialSchema for $tipo {
            fn schema() -> RefOr<Schema> {
                let formato: Option<KnownFormat> = $formato;
                let padrao: Option<&str> = $padrao;
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(formato.map(SchemaFormat::KnownFormat))
                    .pattern(padrao)
                    .description(Some($descricao))
                    .examples([$exemplo])
                    .into()
            }
        }

        impl ToSchema for $tipo {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($tipo).into()
            }
        }
    };
}

textual!(/// An amount.
    Reais, None, Some(r"^-?[0-9]+\.[0-9]{2}$"), "Valor em reais, com duas casas.", "1234.56");
textual!(/// A civil date.
    Dia, Some(KnownFormat::Date), None, "Data de America/Sao_Paulo.", "2026-12-08");
textual!(/// An instant.
    Instante, Some(KnownFormat::DateTime), None, "Instante em UTC.", "2026-11-22T17:32:10Z");
textual!(/// A sealed key.
    Referencia, None, Some("^[A-Za-z0-9_-]+$"),
    "Nomeia uma coisa desta pessoa nas chamadas seguintes. Vale por até 30 minutos, só com um token da mesma pessoa. A mesma \
     coisa recebe outra referência a cada chamada: não serve para comparar.",
    "q83vEjRWeJASNFZ4kBI0VniQEjRWeJ");

/// A file.
pub(super) struct Binario;

impl PartialSchema for Binario {
    fn schema() -> RefOr<Schema> {
        let formato = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(formato)).description(Some("O arquivo.")).into()
    }
}

impl ToSchema for Binario {
    fn name() -> std::borrow::Cow<'static, str> {
        "Binario".into()
    }
}

impl From<Dinheiro> for Reais {
    fn from(valor: Dinheiro) -> Self {
        Self(valor.iso())
    }
}

impl From<Date> for Dia {
    fn from(data: Date) -> Self {
        Self(data.to_string())
    }
}

impl From<Timestamp> for Instante {
    fn from(instante: Timestamp) -> Self {
        // Whole seconds: nobody needs more, and every parser reads them.
        Self(Timestamp::from_second(instante.as_second()).unwrap_or(instante).to_string())
    }
}

/// Quando o sistema da incorporadora deu os dados.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Leitura {
    /// Instante da resposta do sistema da incorporadora.
    atualizado_em: Instante,
    /// Se estes são os últimos dados conhecidos, porque o sistema não pôde ser consultado agora. Mostre a idade deles, e não
    /// conclua nada do que não está neles.
    desatualizado: bool,
    /// Por que o sistema não pôde ser consultado.
    #[schema(required = true)]
    motivo: Option<MotivoDaLeitura>,
}

/// Por que os dados não são de agora.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum MotivoDaLeitura {
    /// Fora do ar.
    ForaDoAr,
    /// Não respondeu a tempo.
    Demorou,
    /// Recusou o acesso do plugin.
    SemPermissao,
    /// Respondeu algo em que não dá para confiar.
    RespostaInvalida,
    /// O CV, que é a fonte, não aceita mais o token.
    AcessoExpirado,
    /// Está na manutenção planejada.
    Manutencao,
}

impl From<Momento> for Leitura {
    fn from(momento: Momento) -> Self {
        use crate::server::financeiro::Motivo;
        let motivo = momento.antiga.map(|motivo| match motivo {
            Motivo::ForaDoAr => MotivoDaLeitura::ForaDoAr,
            Motivo::Demorou => MotivoDaLeitura::Demorou,
            Motivo::SemPermissao => MotivoDaLeitura::SemPermissao,
            Motivo::RespostaInvalida => MotivoDaLeitura::RespostaInvalida,
            Motivo::LancamentoExpirado => MotivoDaLeitura::AcessoExpirado,
            Motivo::Manutencao { .. } => MotivoDaLeitura::Manutencao,
        });
        Self { atualizado_em: momento.em.into(), desatualizado: !momento.atual(), motivo }
    }
}

/// Por que uma parte da resposta falta.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FalhaParcial {
    /// O sistema da incorporadora não conhece a pessoa.
    PessoaDesconhecida,
    /// Fora do ar.
    ErpForaDoAr,
    /// Não respondeu a tempo.
    ErpDemorou,
    /// Recusou o acesso do plugin.
    ErpSemPermissao,
    /// Respondeu algo em que não dá para confiar.
    ErpRespostaInvalida,
    /// Não liberou a consulta.
    ErpRecusou,
    /// O CV, que é a fonte, não aceita mais o token.
    AcessoExpirado,
    /// Não oferece esta informação.
    NaoOferecido,
    /// Está na manutenção planejada.
    ErpEmManutencao,
}

impl From<&Falha> for FalhaParcial {
    fn from(falha: &Falha) -> Self {
        match falha {
            Falha::Desconhecido => Self::PessoaDesconhecida,
            Falha::ForaDoAr => Self::ErpForaDoAr,
            Falha::Demorou => Self::ErpDemorou,
            Falha::SemPermissao => Self::ErpSemPermissao,
            Falha::RespostaInvalida => Self::ErpRespostaInvalida,
            Falha::Recusado(_) => Self::ErpRecusou,
            Falha::NaoOferecido => Self::NaoOferecido,
            Falha::LancamentoExpirado => Self::AcessoExpirado,
            Falha::Manutencao { .. } => Self::ErpEmManutencao,
        }
    }
}

/// As partes de um valor, como o sistema da incorporadora as dá. O que ele não diz é nulo, que não é zero.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Partes {
    /// Valor original; em um pagamento, o principal.
    #[schema(required = true)]
    original: Option<Reais>,
    /// Valor atualizado.
    #[schema(required = true)]
    atual: Option<Reais>,
    /// Correção monetária.
    #[schema(required = true)]
    correcao: Option<Reais>,
    /// Juros.
    #[schema(required = true)]
    juros: Option<Reais>,
    /// Multa.
    #[schema(required = true)]
    multa: Option<Reais>,
    /// Desconto.
    #[schema(required = true)]
    desconto: Option<Reais>,
}

impl From<&Composicao> for Partes {
    fn from(c: &Composicao) -> Self {
        Self {
            original: c.original.map(Reais::from),
            atual: c.atual.map(Reais::from),
            correcao: c.correcao.map(Reais::from),
            juros: c.juros.map(Reais::from),
            multa: c.multa.map(Reais::from),
            desconto: c.desconto.map(Reais::from),
        }
    }
}

/// De que contrato é alguma coisa.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ContratoCitado {
    /// Para filtrar por ele. Igual em toda esta resposta.
    referencia: Referencia,
    /// Como as pessoas o conhecem.
    #[schema(example = "Residencial Aurora · Apto 1203")]
    nome: String,
}

/// The contracts of a person under the names people know, each with one reference for a whole answer.
pub(super) struct Contratos<'a> {
    estado: &'a AppState,
    visita: &'a Visita,
    conhecidos: Vec<Contrato>,
    feitos: HashMap<ContratoId, ContratoCitado>,
}

impl<'a> Contratos<'a> {
    /// Reads them. Their failure costs the names only.
    pub(super) async fn ler(estado: &'a AppState, visita: &'a Visita) -> Self {
        let lidos = estado.financeiro.contratos(visita).await;
        let conhecidos = lidos.map(|lida| lida.valor.itens.clone()).unwrap_or_default();
        Self { estado, visita, conhecidos, feitos: HashMap::new() }
    }

    /// One of them, by the ERP's key.
    pub(super) fn citar(&mut self, id: &ContratoId) -> ContratoCitado {
        let (estado, visita, conhecidos) = (self.estado, self.visita, &self.conhecidos);
        let feito = self.feitos.entry(id.clone()).or_insert_with(|| {
            let conhecido = conhecidos.iter().find(|c| c.id == *id);
            ContratoCitado {
                referencia: referencia(estado, visita, Especie::Contrato, &id.0),
                nome: conhecido.map_or_else(|| format!("Contrato {}", id.0), nome_do_contrato),
            }
        });
        feito.clone()
    }
}

/// Seals an ERP key.
pub(super) fn referencia(estado: &AppState, visita: &Visita, especie: Especie, chave: &str) -> Referencia {
    Referencia(estado.referencia(visita, especie, chave))
}
