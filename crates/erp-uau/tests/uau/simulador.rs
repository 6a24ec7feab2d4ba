//! The adapter over the simulator's UAU: the people of the demonstration, its habits, every fault.

use std::time::Duration;

use domain::{
    documento::Documento,
    modelo::{BoletoEmitido, Descarte, Lista, Parcela, Titular},
};
use erp::{Erp, ErroErp};
use erp_uau::{ConfigUau, ErpUau, Relogio};
use jiff::civil::date;
use simulator::{Endpoint, Opcoes, OpcoesUau, PESSOAS, Papel, Pessoa, Simulador, por_chave};

use crate::comum::config;

async fn iniciar() -> Simulador {
    // Hundreds of calls are made here; what slows them down has a test of its own.
    let uau = OpcoesUau { lentidao: Duration::ZERO, ..OpcoesUau::default() };
    Simulador::iniciar(Opcoes { hoje: Some(date(2026, 11, 21)), uau, ..Opcoes::default() }).await.unwrap()
}

fn erp(simulador: &Simulador, timeout: Duration) -> ErpUau {
    let opcoes = OpcoesUau::default();
    ErpUau::novo(ConfigUau {
        integracao: opcoes.integracao.into(),
        login: opcoes.login,
        senha: opcoes.senha.into(),
        timeout,
        relogio: Relogio::de(|| "2026-11-21T15:00:00Z".parse().unwrap()),
        ..config(simulador.uau_url())
    })
    .unwrap()
}

fn titular(pessoa: &Pessoa) -> Titular {
    let documento = match pessoa.tipo_documento {
        "Passaporte" => Documento::estrangeiro(pessoa.documento),
        _ => Documento::ler(pessoa.documento),
    };
    Titular { documento: documento.unwrap(), id_erp: pessoa.id_erp.map(str::to_owned), token_portal: None }
}

fn da_chave(chave: &str) -> Titular {
    titular(por_chave(chave).unwrap())
}

async fn abertas(erp: &ErpUau, titular: &Titular) -> Vec<Parcela> {
    let lista = erp.parcelas(titular).await.unwrap();
    assert_eq!(lista.descartes, []);
    lista.itens.into_iter().filter(|p| p.paga_em.is_none()).collect()
}

#[tokio::test]
async fn everybody_has_what_the_list_promises_and_every_boleto_an_instalment() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    let mut com_pix = 0;
    for pessoa in PESSOAS.iter().filter(|p| p.papel == Papel::Cliente) {
        let titular = titular(pessoa);
        match pessoa.chave {
            "wanderley" | "aiko" | "jurema" | "iracema" => {
                assert_eq!(erp.cliente(&titular).await, Err(ErroErp::NaoEncontrado), "{}", pessoa.chave);
                continue;
            }
            _ => {}
        }
        assert_eq!(erp.cliente(&titular).await.unwrap().nome.as_deref(), Some(pessoa.nome));
        let contratos = erp.contratos(&titular).await.unwrap();
        assert!(contratos.itens.iter().all(|c| c.empreendimento.is_some() && c.unidade.is_some()), "{}", pessoa.chave);
        let boletos = erp.boletos(&titular).await.unwrap();
        assert_eq!((&boletos.descartes, &contratos.descartes), (&Vec::new(), &Vec::new()), "{}", pessoa.chave);
        let parcelas = abertas(&erp, &titular).await;
        for boleto in &boletos.itens {
            assert!(parcelas.iter().any(|p| p.id == boleto.id), "{} {}", pessoa.chave, boleto.id);
            assert!(contratos.itens.iter().any(|c| boleto.contratos == [c.id.clone()]), "{}", pessoa.chave);
            assert_eq!(boleto.linha_digitavel.as_ref().map(String::len), Some(47), "{}", pessoa.chave);
            com_pix += usize::from(boleto.pix.is_some());
        }
        let vendas = contratos.itens.len();
        assert_eq!(erp.unidades(&titular).await.unwrap().itens.len(), vendas);
    }
    assert!(com_pix >= 10, "{com_pix}");
}

#[tokio::test]
async fn overdue_boletos_carry_the_amount_of_today_as_uau_calculates_it() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    let boletos = erp.boletos(&da_chave("lindalva")).await.unwrap().itens;
    // The third one in UAU's list was paid already.
    assert_eq!(boletos.len(), 2);
    let [vencido, proximo] = &boletos[..] else { unreachable!() };
    let v = &vencido.valor;
    assert_eq!(v.atual, Some(v.original.unwrap() + v.juros.unwrap() + v.multa.unwrap()));
    assert!(v.multa.is_some_and(|m| !m.eh_zero()));
    assert_eq!(proximo.valor.atual, None, "not late: nothing was calculated");
    assert_eq!(simulador.contagem().de(Endpoint::UauStatus), 1, "only the one no open instalment names");
}

#[tokio::test]
async fn a_hidden_boleto_is_found_and_the_one_it_replaced_is_not_shown() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    let titular = da_chave("genivaldo");
    let boletos = erp.boletos(&titular).await.unwrap().itens;
    assert_eq!(boletos.len(), 6);
    let escondidos: Vec<&BoletoEmitido> = boletos.iter().filter(|b| b.id.contains("/9")).collect();
    assert_eq!(escondidos.len(), 1, "{:?}", boletos.iter().map(|b| &b.id).collect::<Vec<_>>());
    assert!(escondidos[0].linha_digitavel.is_some());
    assert!(erp.segunda_via(&titular, escondidos[0]).await.is_ok());
}

#[tokio::test]
async fn a_grouped_boleto_is_shown_once_and_settles_both_instalments() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    let boletos = erp.boletos(&da_chave("zulmira")).await.unwrap().itens;
    assert_eq!(boletos.len(), 2);
    let grupo = &boletos[1];
    assert!(grupo.id.contains('+') && grupo.parcela.is_none(), "{}", grupo.id);
    assert_eq!(grupo.historico.as_deref(), Some("Parcela 172 e Parcela 173"));
    let parcelas = abertas(&erp, &da_chave("zulmira")).await;
    assert_eq!(parcelas.iter().filter(|p| p.id == grupo.id).count(), 2);
}

#[tokio::test]
async fn a_company_is_served_without_the_list_that_takes_only_a_cpf() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    let titular = da_chave("mangaba");
    let boletos = erp.boletos(&titular).await.unwrap().itens;
    assert_eq!(boletos.len(), 1);
    assert_eq!(simulador.contagem().de(Endpoint::UauCobrancas), 0);
    assert!(erp.segunda_via(&titular, &boletos[0]).await.is_ok());
}

#[tokio::test]
async fn documents_are_pdfs_of_the_holder_and_of_nobody_else() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    let (doralice, benedito) = (da_chave("doralice"), da_chave("benedito"));
    let boleto = erp.boletos(&doralice).await.unwrap().itens.remove(0);
    assert!(erp.segunda_via(&doralice, &boleto).await.unwrap().bytes.starts_with(b"%PDF-"));
    assert!(erp.extrato_pdf(&doralice, None).await.is_ok());
    // Hers began this year; his is two years old.
    assert_eq!(erp.informes(&doralice).await.unwrap().itens, []);
    let informe = erp.informes(&benedito).await.unwrap().itens.remove(0);
    assert!(erp.informe(&benedito, &informe).await.is_ok());
    assert_eq!(erp.informe(&doralice, &informe).await, Err(ErroErp::NaoEncontrado), "nothing was paid that year");

    let pedidos = || simulador.contagem().de(Endpoint::UauPdfBoleto) + simulador.contagem().de(Endpoint::UauPdfExtrato);
    let antes = pedidos();
    let contrato = boleto.contratos[0].clone();
    assert_eq!(erp.segunda_via(&benedito, &boleto).await, Err(ErroErp::NaoEncontrado));
    assert_eq!(erp.extrato_pdf(&benedito, Some(&contrato)).await, Err(ErroErp::NaoEncontrado));
    assert_eq!(pedidos(), antes, "UAU would have given both");
    assert_eq!(erp.extrato_pdf(&benedito, None).await, Err(ErroErp::NaoSuportado), "two sales, one statement each");
}

#[tokio::test]
async fn a_restart_of_the_server_costs_one_login_and_nobody_notices() {
    let simulador = iniciar().await;
    let erp = erp(&simulador, Duration::from_secs(20));
    erp.contratos(&da_chave("doralice")).await.unwrap();
    simulador.derrubar_sessoes_uau();
    erp.contratos(&da_chave("doralice")).await.unwrap();
    assert_eq!(simulador.contagem().de(Endpoint::UauLogin), 2);
}

/// What a person would see of a list: every row, and how many are known to be missing.
fn visto<T: std::fmt::Debug>(lista: Result<Lista<T>, ErroErp>) -> Result<(Vec<String>, Vec<Descarte>), ErroErp> {
    lista.map(|l| (l.itens.iter().map(|i| format!("{i:?}")).collect(), l.descartes))
}

async fn perguntar(erp: &ErpUau, titular: &Titular, qual: usize) -> Result<(Vec<String>, Vec<Descarte>), ErroErp> {
    match qual {
        0 => visto(erp.contratos(titular).await),
        1 => visto(erp.boletos(titular).await),
        2 => visto(erp.parcelas(titular).await),
        3 => visto(erp.pagamentos(titular).await),
        _ => visto(erp.unidades(titular).await),
    }
}

#[tokio::test]
async fn whatever_goes_wrong_wherever_nothing_is_missing_in_silence_and_nothing_is_somebody_elses() {
    let simulador = iniciar().await;
    let titular = da_chave("lindalva");
    let falhas = [
        "fora",
        "html",
        "truncado",
        "reset",
        "500",
        "503",
        "429",
        "401",
        "404",
        "erro200",
        "tipo-errado",
        "linha-de-outro",
        "duplicado",
        "lento:60s",
    ];
    let onde: Vec<Endpoint> = Endpoint::TODOS
        .iter()
        .copied()
        .filter(|e| e.nome().starts_with("uau.") && !e.nome().contains("pdf") && *e != Endpoint::UauEscrita)
        .collect();
    let mut sao = Vec::new();
    for qual in 0..5 {
        sao.push(perguntar(&erp(&simulador, Duration::from_secs(20)), &titular, qual).await.unwrap());
    }
    let (mut erros, mut iguais) = (0, 0);
    for falha in falhas {
        let timeout = if falha.starts_with("lento") { Duration::from_millis(150) } else { Duration::from_secs(20) };
        for endpoint in &onde {
            simulador.falhas().definir(&format!("{endpoint}={falha}")).unwrap();
            let erp = erp(&simulador, timeout);
            for (qual, (inteira, _)) in sao.iter().enumerate() {
                let lugar = format!("{endpoint}={falha}, pergunta {qual}");
                match perguntar(&erp, &titular, qual).await {
                    Err(_) => erros += 1,
                    Ok((linhas, descartes)) => {
                        // A row may be told in fewer words (no Pix, no name of an obra); it may not vanish unreported.
                        assert!(linhas.len() >= inteira.len() || !descartes.is_empty(), "{lugar}");
                        let alheio = linhas.iter().find(|l| l.contains("Coral") || l.contains("1077"));
                        assert_eq!(alheio, None, "{lugar}");
                        iguais += usize::from(linhas == *inteira);
                    }
                }
            }
        }
    }
    simulador.falhas().limpar();
    assert!(erros > 150 && iguais > 150, "{erros} {iguais}");
}
