//! Every operation of one ERP for one person.

use std::sync::Arc;

use domain::modelo::{Lista, Titular};
use erp::{
    Capacidade, Erp, ErroErp,
    conformidade::{RelatorioAoVivo, executar_ao_vivo},
};
use erp_mapped::{Desfecho, Diagnostico};

use super::{amostra, erp::explicar, erp::ninguem};
use crate::server::{
    config::{ErpConfig, TipoErp},
    erps::{self, Adaptador},
    relogio::Relogio,
};

/// The ERP `cv` has no credential that could ask about anybody.
const SEM_TOKEN: &str = "O CV só responde sobre uma pessoa com o token que o portal dá a ela, e aqui não há nenhum: abra o Financeiro no \
                         portal como essa pessoa, e veja no registro, pelo código de atendimento, o que o CV respondeu";

/// What was read, line by line, and whether everything that the ERP offers answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leitura {
    /// Lines to print.
    pub linhas: Vec<String>,
    /// No operation failed.
    pub inteira: bool,
}

impl Leitura {
    fn diz(&mut self, linha: impl Into<String>) {
        self.linhas.push(linha.into());
    }

    fn falha(&mut self, nome: &str, erro: &ErroErp, tipo: &TipoErp) {
        self.inteira = false;
        let (o_que, como) = explicar(erro, tipo);
        self.diz(format!("{nome}: ERRO: {o_que}"));
        self.diz(format!("  → {como}"));
    }

    fn lista<T>(&mut self, nome: &str, lido: &Result<Lista<T>, ErroErp>, tipo: &TipoErp, linha: impl Fn(&T) -> String) {
        let lista = match lido {
            Ok(lista) => lista,
            Err(erro) => return self.falha(nome, erro, tipo),
        };
        self.diz(format!("{nome}: {}", itens(lista.itens.len())));
        for item in lista.itens.iter().take(amostra::LINHAS) {
            self.diz(format!("  {}", linha(item)));
        }
        if let Some(descartes) = amostra::descartes(&lista.descartes) {
            self.diz(format!("  deixadas de fora: {descartes}"));
        }
    }

    /// What no row has, with the reason a mapping would have for it.
    fn faltam<T>(&mut self, itens: &[T], campos: &[Presenca<T>], tipo: &TipoErp) {
        let nenhum = |tem: &fn(&T) -> bool| !itens.is_empty() && !itens.iter().any(tem);
        let faltam: Vec<&str> = campos.iter().filter(|(_, tem)| nenhum(tem)).map(|(nome, _)| *nome).collect();
        if !faltam.is_empty() {
            let porque = match tipo {
                TipoErp::Mapped(_) => "o mapeamento não os tem, ou o ERP não os traz (veja abaixo)",
                TipoErp::Uau(_) => "o UAU não os traz nestas linhas (docs/erp/uau.md diz quando)",
                TipoErp::Rest | TipoErp::Cv => "o ERP não os traz",
            };
            self.diz(format!("  em nenhuma linha: {} — {porque}", faltam.join(", ")));
        }
    }
}

/// Name of a field, and whether a row has it.
type Presenca<T> = (&'static str, fn(&T) -> bool);

fn itens(quantos: usize) -> String {
    match quantos {
        0 => "nenhum item".to_owned(),
        1 => "1 item".to_owned(),
        n => format!("{n} itens"),
    }
}

/// Runs each operation of the port for a person and says what was read, masked.
///
/// # Errors
/// When the adapter cannot be made from the configuration.
pub async fn pessoa(
    config: &ErpConfig,
    titular: &Titular,
    permitir_loopback: bool,
    relogio: &Arc<dyn Relogio>,
) -> anyhow::Result<Leitura> {
    let adaptador = erps::adaptador(config, permitir_loopback, relogio)?;
    let erp = adaptador.porta();
    let mut l = Leitura { linhas: Vec::new(), inteira: true };
    l.diz(format!("ERP {} para o documento {}", config.tipo.nome(), titular.documento.mascarado()));
    if matches!(config.tipo, TipoErp::Cv) && titular.token_portal.is_none() {
        l.inteira = false;
        l.diz(SEM_TOKEN);
        return Ok(l);
    }
    match erp.cliente(titular).await {
        Ok(cliente) => l.diz(format!("cliente: {}", amostra::cliente(&cliente))),
        Err(ErroErp::NaoSuportado) => l.diz("cliente: o ERP não oferece"),
        Err(erro) => l.falha("cliente", &erro, &config.tipo),
    }
    listas(erp, titular, &config.tipo, &mut l).await;
    if let Adaptador::Mapped(mapeado) = &adaptador {
        l.diz("");
        l.diz("Mapeamento, operação por operação:");
        for diagnostico in mapeado.diagnosticar(titular).await {
            mostrar(&diagnostico, &mut l);
        }
    }
    Ok(l)
}

async fn listas(erp: &dyn Erp, titular: &Titular, tipo: &TipoErp, l: &mut Leitura) {
    let capacidades = erp.capacidades();
    let oferece = |l: &mut Leitura, nome: &str, capacidade: Capacidade| {
        let tem = capacidades.tem(capacidade);
        if !tem {
            l.diz(format!("{nome}: o ERP não oferece; o menu não mostra o que depende disso"));
        }
        tem
    };
    if oferece(l, "contratos", Capacidade::Contratos) {
        l.lista("contratos", &erp.contratos(titular).await, tipo, |c| {
            let situacao = c.situacao.as_deref().unwrap_or("sem situação");
            let diz = |tem: bool, o_que: &str| format!("{} {o_que}", if tem { "com" } else { "sem" });
            format!(
                "{situacao}, {}, {}",
                diz(c.empreendimento.is_some(), "empreendimento"),
                diz(c.unidade.is_some(), "unidade")
            )
        });
    }
    if oferece(l, "boletos", Capacidade::Boletos) {
        let lido = erp.boletos(titular).await;
        l.lista("boletos", &lido, tipo, amostra::boleto);
        if let Ok(lista) = &lido {
            l.faltam(
                &lista.itens,
                &[
                    ("linha digitável", |b| b.linha_digitavel.is_some()),
                    ("Pix", |b| b.pix.is_some()),
                    ("PDF", |b| b.pdf.is_some()),
                    ("vencimento", |b| b.vencimento.is_some()),
                    ("contrato", |b| !b.contratos.is_empty()),
                ],
                tipo,
            );
        }
    }
    if oferece(l, "parcelas", Capacidade::Parcelas) {
        l.lista("parcelas", &erp.parcelas(titular).await, tipo, amostra::parcela);
    }
    if oferece(l, "pagamentos", Capacidade::Pagamentos) {
        l.lista("pagamentos", &erp.pagamentos(titular).await, tipo, amostra::pagamento);
    }
    if oferece(l, "notas fiscais", Capacidade::NotasFiscais) {
        l.lista("notas fiscais", &erp.notas_fiscais(titular).await, tipo, amostra::nota);
    }
    if oferece(l, "quitações", Capacidade::Quitacoes) {
        l.lista("quitações", &erp.quitacoes(titular).await, tipo, |q| q.ano.to_string());
    }
    if oferece(l, "informes", Capacidade::Informes) {
        l.lista("informes", &erp.informes(titular).await, tipo, |i| i.ano.to_string());
    }
    if oferece(l, "unidades", Capacidade::Unidades) {
        l.lista("unidades", &erp.unidades(titular).await, tipo, |u| {
            u.situacao.clone().unwrap_or_else(|| "sem situação".to_owned())
        });
    }
}

fn mostrar(d: &Diagnostico, l: &mut Leitura) {
    match &d.desfecho {
        // A refusal's text is the ERP's, and may name a person.
        Desfecho::Falhou(ErroErp::Recusado { .. }) => {
            l.diz(format!("{}: {}", d.operacao, d.pedido));
            l.diz("  FALHA: o ERP recusou a pergunta");
        }
        _ => l.linhas.extend(d.to_string().lines().map(str::to_owned)),
    }
}

/// The part of the conformance kit that a real ERP can be asked: read-only.
///
/// # Errors
/// When the adapter cannot be made from the configuration.
pub async fn conformidade(
    config: &ErpConfig,
    titular: &Titular,
    permitir_loopback: bool,
    relogio: &Arc<dyn Relogio>,
) -> anyhow::Result<RelatorioAoVivo> {
    if matches!(config.tipo, TipoErp::Cv) && titular.token_portal.is_none() {
        anyhow::bail!(SEM_TOKEN);
    }
    let adaptador = erps::adaptador(config, permitir_loopback, relogio)?;
    let estranho = ninguem().ok_or_else(|| anyhow::anyhow!("documento de exemplo"))?;
    Ok(executar_ao_vivo(adaptador.porta(), titular, &estranho, relogio.hoje()).await)
}
