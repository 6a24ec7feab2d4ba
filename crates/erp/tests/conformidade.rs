//! The kit itself: an honest ERP passes, and every check catches the adapter that does the wrong thing.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeSet, time::Duration};

use async_trait::async_trait;
use domain::{
    dinheiro::Dinheiro,
    documento::Documento,
    modelo::{
        BoletoEmitido, Cliente, Contrato, Descarte, Lista, NotaFiscal, Pagamento, Parcela, Quitacao, Titular, Unidade,
    },
};
use erp::{
    Capacidade, Capacidades, Erp, ErroErp,
    conformidade::{Ambiente, Amostra, Cenario, ESPERA, Montagem, Operacao, Relatorio, executar},
};

/// Ways in which adapters go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Defeito {
    Nenhum,
    /// Any failure becomes an empty list: the lie the whole kit is about.
    EngoleErros,
    /// Any failure becomes one of another kind.
    TrocaErros,
    EsqueceRetryAfter,
    NuncaDesiste,
    /// An unknown person or one without debts gets a sample's.
    InventaDados,
    MudaValores,
    MostraAlheias,
    EscondeAlheiasSemDizer,
    MostraRepetidas,
    UnificaPorChave,
    CortaEmMil,
    CalaSobreIlegiveis,
    GuardaTextoNull,
}

#[derive(Debug)]
struct Falso {
    cenario: Cenario,
    defeito: Defeito,
}

impl Falso {
    /// The failure of the scenario, when it has one and the defect does not hide it.
    async fn falha(&self) -> Result<bool, ErroErp> {
        let erro = match self.cenario {
            Cenario::Lento if self.defeito == Defeito::NuncaDesiste => std::future::pending().await,
            Cenario::Lento => ErroErp::TempoEsgotado,
            Cenario::ForaDoAr | Cenario::ConexaoDerrubada | Cenario::CorpoCortado | Cenario::ErroInterno => {
                ErroErp::Indisponivel { tentar_em: None }
            }
            Cenario::Truncado
            | Cenario::TipoErrado
            | Cenario::Html
            | Cenario::CaminhoErrado
            | Cenario::ErroComSucesso => ErroErp::Contrato { detalhe: "forma".to_owned() },
            Cenario::CredencialRecusada => ErroErp::NaoAutorizado,
            Cenario::Limitado | Cenario::Manutencao => {
                ErroErp::Indisponivel { tentar_em: (self.defeito != Defeito::EsqueceRetryAfter).then_some(ESPERA) }
            }
            _ => return Ok(false),
        };
        match self.defeito {
            Defeito::EngoleErros => Ok(true),
            Defeito::TrocaErros => Err(ErroErp::NaoSuportado),
            _ => Err(erro),
        }
    }

    async fn lista<T: Clone>(
        &self,
        campo: impl Fn(&Amostra) -> Vec<T>,
        chave: impl Fn(&T) -> String,
    ) -> Result<Lista<T>, ErroErp> {
        if self.falha().await? {
            return Ok(Lista::default());
        }
        let proprias = match (self.defeito, self.cenario) {
            (Defeito::InventaDados, Cenario::Vazio | Cenario::Desconhecido) => campo(&Amostra::normal()),
            _ => campo(self.cenario.amostra()),
        };
        let mut lista = Lista { itens: proprias.clone(), descartes: Vec::new() };
        match self.cenario {
            Cenario::LinhasRepetidas if self.defeito == Defeito::MostraRepetidas => lista.itens.extend(proprias),
            Cenario::LinhasRepetidas => {
                lista.descartes = (0..proprias.len()).map(|n| Descarte::Repetida { posicao: 2 * n + 1 }).collect();
            }
            Cenario::LinhaIlegivel if self.defeito != Defeito::CalaSobreIlegiveis => {
                lista.descartes = vec![Descarte::Ilegivel { posicao: 1, campo: "id".to_owned() }];
            }
            Cenario::LinhasDeOutro if self.defeito == Defeito::MostraAlheias => {
                lista.itens.extend(campo(&Amostra::alheia()));
            }
            Cenario::LinhasDeOutro if self.defeito != Defeito::EscondeAlheiasSemDizer => {
                lista.descartes =
                    (0..campo(&Amostra::alheia()).len()).map(|posicao| Descarte::OutroTitular { posicao }).collect();
            }
            _ => {}
        }
        if self.defeito == Defeito::UnificaPorChave {
            let mut vistas = BTreeSet::new();
            lista.itens.retain(|item| vistas.insert(chave(item)));
        }
        if self.defeito == Defeito::CortaEmMil {
            lista.itens.truncate(1000);
        }
        Ok(lista)
    }
}

#[async_trait]
impl Erp for Falso {
    fn capacidades(&self) -> Capacidades {
        [
            Capacidade::Contratos,
            Capacidade::Boletos,
            Capacidade::Parcelas,
            Capacidade::Pagamentos,
            Capacidade::NotasFiscais,
            Capacidade::Quitacoes,
        ]
        .into_iter()
        .collect()
    }

    async fn cliente(&self, _: &Titular) -> Result<Cliente, ErroErp> {
        if self.falha().await? {
            return Ok(Cliente::default());
        }
        let proprio = self.cenario.amostra().cliente.clone();
        match (self.cenario, self.defeito) {
            (Cenario::Desconhecido, Defeito::InventaDados) => Ok(proprio),
            (Cenario::Desconhecido, _) => Err(ErroErp::NaoEncontrado),
            (Cenario::LinhasDeOutro, Defeito::MostraAlheias) => Ok(Amostra::alheia().cliente),
            (Cenario::LinhasDeOutro, _) => Err(ErroErp::Contrato { detalhe: "outro".to_owned() }),
            _ => Ok(proprio),
        }
    }

    async fn contratos(&self, _: &Titular) -> Result<Lista<Contrato>, ErroErp> {
        let mut lista = self.lista(|a| a.contratos.clone(), |c| c.id.0.clone()).await?;
        if self.defeito == Defeito::GuardaTextoNull && self.cenario == Cenario::TextosNull {
            // Outside of what the summaries compare: only the search for the text finds it.
            lista.itens.iter_mut().for_each(|c| c.situacao = Some("NULL".to_owned()));
        }
        Ok(lista)
    }

    async fn boletos(&self, _: &Titular) -> Result<Lista<BoletoEmitido>, ErroErp> {
        let mut lista = self.lista(|a| a.boletos.clone(), |b| b.id.clone()).await?;
        if self.defeito == Defeito::MudaValores {
            lista.itens.iter_mut().for_each(|b| b.valor.atual = Some(Dinheiro::de_centavos(1)));
        }
        Ok(lista)
    }

    async fn parcelas(&self, _: &Titular) -> Result<Lista<Parcela>, ErroErp> {
        self.lista(|a| a.parcelas.clone(), |p| p.id.clone()).await
    }

    async fn pagamentos(&self, _: &Titular) -> Result<Lista<Pagamento>, ErroErp> {
        self.lista(|a| a.pagamentos.clone(), |p| p.id.clone()).await
    }

    async fn notas_fiscais(&self, _: &Titular) -> Result<Lista<NotaFiscal>, ErroErp> {
        self.lista(|a| a.notas_fiscais.clone(), |n| n.id.clone()).await
    }

    async fn quitacoes(&self, _: &Titular) -> Result<Lista<Quitacao>, ErroErp> {
        self.lista(|a| a.quitacoes.clone(), |q| q.id.clone()).await
    }

    async fn unidades(&self, _: &Titular) -> Result<Lista<Unidade>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }
}

struct EmMemoria(Defeito);

#[async_trait]
impl Ambiente for EmMemoria {
    fn titular(&self) -> Titular {
        Titular { documento: Documento::ler("111.444.777-35").unwrap(), id_erp: None, token_portal: None }
    }

    async fn montar(&self, cenario: Cenario, _: Operacao) -> Result<Montagem, String> {
        Ok(Montagem { erp: Box::new(Falso { cenario, defeito: self.0 }), guarda: Box::new(()) })
    }

    fn limite(&self) -> Duration {
        // The clock of these tests is paused: it jumps here only when nothing else can happen.
        Duration::from_secs(10)
    }
}

#[tokio::test(start_paused = true)]
async fn an_honest_erp_passes_every_check() {
    let relatorio = executar(&EmMemoria(Defeito::Nenhum)).await;
    assert!(relatorio.passou(), "{relatorio}");
    // 22 scenarios over 7 of the 8 operations (units are not offered), less the four that say nothing of one record.
    assert_eq!(relatorio.verificacoes.len(), 22 * 7 - 4);
    assert!(relatorio.to_string().ends_with("150 verificações, 0 falhas"), "{relatorio}");
}

#[tokio::test(start_paused = true)]
async fn every_check_catches_the_adapter_that_is_wrong() {
    use Cenario as C;
    let erros = [
        C::Lento,
        C::ForaDoAr,
        C::ConexaoDerrubada,
        C::CorpoCortado,
        C::Truncado,
        C::TipoErrado,
        C::Html,
        C::CaminhoErrado,
        C::ErroComSucesso,
        C::ErroInterno,
        C::CredencialRecusada,
        C::Limitado,
        C::Manutencao,
    ];
    let com_dados = [
        C::Normal,
        C::LinhasRepetidas,
        C::MesmaChave,
        C::TextosNull,
        C::ListaEnorme,
        C::LinhaIlegivel,
        C::LinhasDeOutro,
    ];
    let casos: [(Defeito, &[Cenario]); 13] = [
        (Defeito::EngoleErros, &erros),
        (Defeito::TrocaErros, &erros),
        (Defeito::EsqueceRetryAfter, &[C::Limitado, C::Manutencao]),
        (Defeito::NuncaDesiste, &[C::Lento]),
        (Defeito::InventaDados, &[C::Desconhecido, C::Vazio]),
        (Defeito::MudaValores, &com_dados),
        (Defeito::MostraAlheias, &[C::LinhasDeOutro]),
        (Defeito::EscondeAlheiasSemDizer, &[C::LinhasDeOutro]),
        (Defeito::MostraRepetidas, &[C::LinhasRepetidas]),
        (Defeito::UnificaPorChave, &[C::MesmaChave]),
        (Defeito::CortaEmMil, &[C::ListaEnorme]),
        (Defeito::CalaSobreIlegiveis, &[C::LinhaIlegivel]),
        (Defeito::GuardaTextoNull, &[C::TextosNull]),
    ];
    let mut pegos = BTreeSet::new();
    for (defeito, esperados) in casos {
        let relatorio = executar(&EmMemoria(defeito)).await;
        let achados: BTreeSet<Cenario> = relatorio.falhas().map(|v| v.cenario).collect();
        assert_eq!(achados, esperados.iter().copied().collect(), "{defeito:?}\n{relatorio}");
        assert!(!relatorio.passou());
        pegos.extend(achados);
    }
    assert_eq!(pegos, C::TODOS.into_iter().collect(), "a check that nothing can fail proves nothing");
}

/// An ERP that answers nothing to anybody, so that the environment's own failure is all there is to report.
struct Quebrado;

#[async_trait]
impl Ambiente for Quebrado {
    fn titular(&self) -> Titular {
        EmMemoria(Defeito::Nenhum).titular()
    }

    async fn montar(&self, _: Cenario, _: Operacao) -> Result<Montagem, String> {
        Err("porta ocupada".to_owned())
    }
}

#[tokio::test]
async fn an_environment_that_cannot_be_set_up_is_a_failure_not_a_pass() {
    let relatorio = executar(&Quebrado).await;
    assert!(!relatorio.passou());
    assert_eq!(relatorio.falhas().count(), relatorio.verificacoes.len());
}

#[test]
fn a_report_without_checks_does_not_pass() {
    assert!(!<Relatorio>::default().passou());
}
